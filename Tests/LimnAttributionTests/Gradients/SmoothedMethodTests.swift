import LimnAttribution
import LimnCore
import LimnNetwork
import Testing

/// SmoothGrad around another method.
@Suite struct SmoothedMethodTests {
  private let input: [Float] = [1, -2, 0.5, 0]
  private let noise = GradientNoise(level: 0.2, samples: 150, seed: 7)

  /// From the points that the gradients were taken at and the oracle's gradients there.
  @Test func isTheMeanOfTheInnerMethodOverCopies() throws {
    let network = try TestNetwork.random(inputs: 4, hidden: [9], classes: 3)
    let (reference, model) = (DenseReference(network), RecordingModel(network))
    let found = try SmoothGrad(
      model, settings: .init(noise: noise, inner: Saliency.Configuration())
    ).attribution(of: input, objective: .logit(1))
    #expect(model.differentiated.count == 150)
    let slopes = model.differentiated.map {
      reference.gradient($0.map(Double.init), .logit(1)).map { abs($0) }
    }
    for i in 0..<4 {
      let column = slopes.map { $0[i] }
      let mean = column.reduce(0, +) / 150
      let variance = column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 149
      #expect(abs(found.values[i] - mean) < 1e-5)
      #expect(abs((found.standardErrors?[i] ?? -1) - (variance / 150).squareRoot()) < 1e-5)
    }
    #expect(found.quantity == .slopeMagnitude)
    #expect(found.method == "smoothgrad")
    #expect(found.options.contains(.init("smoothed", "saliency")))
    // The copies are those of the gradient's own mean.
    let own = RecordingModel(network)
    _ = try SmoothGrad(own, noise: noise).attribution(of: input, objective: .logit(1))
    #expect(
      own.differentiated.sorted { $0[0] < $1[0] } == model.differentiated.sorted { $0[0] < $1[0] })
  }

  /// What an inner method says of each copy by itself, averaged here.
  @Test(arguments: [
    LRP.Configuration() as any MethodConfiguration, DeepLIFT.Configuration(),
    IntegratedGradients.Configuration(), GuidedBackprop.Configuration(),
    GradientTimesInput.Configuration(), ExpectedGradients.Configuration(),
  ]) func anyGradientMethod(_ inner: any MethodConfiguration) throws {
    let network = try TestNetwork.random(inputs: 4, hidden: [9], classes: 3)
    let model = RecordingModel(network)
    let few = GradientNoise(level: 0.2, samples: 5, seed: 7)
    _ = try SmoothGrad(model, noise: few).attribution(of: input, objective: .logit(1))
    let copies = model.differentiated
    let each = try inner.bound(to: network).attributions(
      of: Matrix(rows: copies, columns: 4),
      objectives: copies.map { _ in .logit(1) })
    let found = try SmoothGrad(network, settings: .init(noise: few, inner: inner))
      .attribution(of: input, objective: .logit(1))
    for i in 0..<4 {
      let mean = each.reduce(0) { $0 + $1.values[i] } / 5
      #expect(abs(found.values[i] - mean) < 1e-6)
    }
    #expect(found.evaluations == 1 + each.reduce(0) { $0 + $1.evaluations })
    #expect(found.quantity == each[0].quantity)
    let three = try SmoothGrad(network, settings: .init(noise: few, inner: inner)).attributions(
      of: Matrix(rows: [input, input], columns: 4), objectives: [.logit(1), .logit(1)],
      work: Work(workers: 3))
    #expect(three == [found, found])
  }

  @Test func whatHasNoMeanIsRefused() throws {
    let network = try TestNetwork.random(inputs: 4, hidden: [9], classes: 3)
    for inner in [SmoothGrad.Configuration(), ShapleyInteractions.Configuration()]
      as [any MethodConfiguration]
    {
      #expect(throws: AttributionError.notSmoothed(method: type(of: inner).method)) {
        try SmoothGrad.Configuration(inner: inner).bound(to: network)
      }
    }
    #expect(throws: AttributionError.noFeatureMaps(method: "grad-cam", layer: nil)) {
      try SmoothGrad.Configuration(inner: GradCAM.Configuration()).bound(to: network)
    }
  }
}
