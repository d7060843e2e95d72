import Foundation
import LimnCore
import LimnNetwork
import LimnONNX
import Testing

/// Classifiers whose outputs are probabilities without a softmax at the end.
@Suite struct ProbabilityTests {
  private typealias H = Handmade

  /// One sigmoid against the rest for each of two classes, divided by their sum.
  private func model(labels: Bool) -> [UInt8] {
    let axis = Wire().text(1, "axes").integer(8, 1).integer(20, 7)
    var nodes = [
      H.node("Gemm", ["x", "w", "b"], "h"), H.node("Sigmoid", ["h"], "p"),
      H.node("ReduceSum", ["p"], "s", attributes: [axis, H.attribute("keepdims", integer: 1)]),
      H.node("Div", ["p", "s"], "y"),
    ]
    if labels {
      nodes.append(
        H.node("ArgMax", ["y"], "label", attributes: [H.attribute("axis", integer: 1)]))
    }
    return H.model(
      nodes, [H.tensor("w", [2, 2], [1, -2, 0.5, 1]), H.tensor("b", [2], [0.25, -0.5])],
      outputs: labels ? ["label", "y"] : ["y"], opset: 11)
  }

  @Test func oneAgainstTheRestHasProbabilitiesAndALogitForEachClass() throws {
    let network = try ONNXModel.read(model(labels: true), file: "m").network
    #expect(network.link == .softmax && network.output.task == .classification)
    // Far out as well, where a sigmoid is 1e-31.
    for row in [[Float(1), 2], [0, 0], [-3, 1], [70, -0.5]] {
      let z = [
        Double(row[0]) + 0.5 * Double(row[1]) + 0.25, -2 * Double(row[0]) + Double(row[1]) - 0.5,
      ]
      let p = z.map { 1 / (1 + exp(-$0)) }
      let expected = p.map { $0 / (p[0] + p[1]) }
      let found = network.output(of: Matrix(row: row)).elements.map(Double.init)
      let logits = network.scores(of: Matrix(row: row)).elements.map(Double.init)
      for label in 0..<2 {
        #expect(abs(found[label] - expected[label]) <= 1e-6)
        #expect(abs(logits[label] - max(log(expected[label]), log(0x1p-126))) <= 1e-4)
      }
    }
  }

  /// Without a label nothing says that they are classes' probabilities: the numbers are what they are.
  @Test func plainNumbersStayPlain() throws {
    let network = try ONNXModel.read(model(labels: false), file: "m").network
    #expect(network.link == .identity)
  }

  /// Raw scores with a label beside them are no probabilities.
  @Test func rawScoresStayLogits() throws {
    let network = try ONNXModel.read(
      H.model(
        [
          H.node("Gemm", ["x", "w", "b"], "y"),
          H.node("ArgMax", ["y"], "label", attributes: [H.attribute("axis", integer: 1)]),
        ], H.weights, outputs: ["label", "y"]), file: "m"
    ).network
    #expect(network.link == .identity && network.output.task == .classification)
    #expect(network.scores(of: Matrix(row: [1, 10])).elements == [36, 48])
  }

  /// Several sigmoids of which a label names the likeliest are classes, not flags.
  @Test func sigmoidsWithTheirClassesAreAClassification() throws {
    let classes = ["a", "b"].reduce(Wire().integer(1, 2).integer(2, 8).text(8, "classes")) {
      $0.text(6, $1)
    }
    let network = try ONNXModel.read(
      H.model(
        [
          H.node("Gemm", ["x", "w", "b"], "h"), H.node("Sigmoid", ["h"], "y"),
          H.node("ArgMax", ["y"], "place", attributes: [H.attribute("axis", integer: 1)]),
          H.node("ArrayFeatureExtractor", ["classes", "place"], "label", domain: "ai.onnx.ml"),
        ], H.weights + [classes], outputs: ["label", "y"]), file: "m"
    ).network
    #expect(network.output.task == .classification && network.output.names == ["a", "b"])
  }
}
