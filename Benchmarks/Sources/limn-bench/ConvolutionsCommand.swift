import ArgumentParser
import Limn

/// `limn-bench convolutions`: how much faster perturbation methods are if the network's structure
/// is accessible.
struct ConvolutionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convolutions",
    abstract: "Occlusion, LIME and SHAP on convolutions, beside the same network as a black box.",
    discussion: """
      The black box is the network behind a closure: every coalition goes through all of it, in batches \
      that know the size of the input only. The values are the same.
      """)

  @Option(help: "How often a median is taken over.") var repeats = 5

  func run() throws {
    var table = Table(
      "One image on one core: the network, and the same as a black box",
      columns: ["network", "method", "ms", "black box, ms", "ratio"])
    for subject in ConvolutionalSubject.all {
      let network = try subject.architecture.network(seed: 1)
      let hidden = BlackBox(input: network.input, output: network.output) { network.scores(of: $0) }
      var stream = RandomStream(seed: 2)
      let count = network.inputShape.count
      let image = Matrix(
        rows: 1, columns: count, elements: (0..<count).map { _ in Float(stream.uniform()) })
      for (name, method) in try subject.methods {
        let times = try [network as any Model, hidden].map { model in
          let attributor = try method(model)
          return try milliseconds(repeats: repeats) {
            try attributor.attributions(
              of: image, objectives: [.logit(0)], work: Work(workers: 1))
          }
        }
        table.add(
          subject.name, name, fixed(times[0], digits: 1), fixed(times[1], digits: 1),
          fixed(times[1] / times[0], digits: 1))
      }
    }
    table.show()
  }
}

/// A network with convolutions, and methods that perturb its input in blocks of 4×4 pixels.
private struct ConvolutionalSubject {
  let name: String
  let architecture: NetworkArchitecture

  static let all = [
    ConvolutionalSubject(
      name: "LeNet, 28×28", side: 28, channels: 1,
      layers: [
        .convolution(outputs: 6, kernel: 5), .activation(.relu), .maxPool(2),
        .convolution(outputs: 16, kernel: 5), .activation(.relu), .maxPool(2), .dense(120),
        .activation(.relu), .dense(84), .activation(.relu),
      ]),
    ConvolutionalSubject(
      name: "four convolutions, 3×32×32", side: 32, channels: 3,
      layers: [
        .convolution(outputs: 16, kernel: 3), .activation(.relu),
        .convolution(outputs: 16, kernel: 3), .activation(.relu), .maxPool(2),
        .convolution(outputs: 32, kernel: 3), .activation(.relu),
        .convolution(outputs: 32, kernel: 3), .activation(.relu), .averagePool(8),
      ]),
  ]

  private init(name: String, side: Int, channels: Int, layers: [LayerItem]) {
    self.name = name
    architecture = NetworkArchitecture(
      inputShape: .image(channels: channels, height: side, width: side), layers: layers,
      classCount: 10)
  }

  var methods: [(String, (any Model) throws -> any Attributor)] {
    get throws {
      let four = Occlusion.Size(height: 4, width: 4)
      return [
        (
          "occlusion, 4×4 side by side",
          { try Occlusion($0, settings: .init(window: four, stride: four)) }
        ),
        (
          "LIME, squares of 4, 1000 samples",
          { try LIME($0, segmentation: .blocks(4), samples: 1000) }
        ),
        (
          "SHAP by permutations, squares of 4, 2048 evaluations",
          { try SHAP($0, segmentation: .blocks(4), estimator: .permutation, evaluations: 2048) }
        ),
      ]
    }
  }
}
