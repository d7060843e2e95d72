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

  /// Several yes-or-no classifiers side by side, each with a label: flags, whose logits are those of
  /// their probabilities. Two of them exclude each other, and all but add up to 1.
  @Test func flagsSideBySideAreFlags() throws {
    let axis = H.attribute("axis", integer: 1)
    let nodes = [
      H.node("Gemm", ["x", "w", "b"], "h"), H.node("Sigmoid", ["h"], "p"),
      H.node("Sub", ["one", "p"], "q"), H.node("Gemm", ["x", "v", "c"], "g"),
      H.node("Sigmoid", ["g"], "r"),
      H.node("Concat", ["p", "q", "r"], "y", attributes: [axis]),
      H.node("Greater", ["y", "half"], "is"),
      H.node("Cast", ["is"], "label", attributes: [H.attribute("to", integer: 7)]),
    ]
    let tensors = [
      H.tensor("w", [2, 1], [1, -2]), H.tensor("b", [1], [0.25]), H.tensor("one", [1], [1]),
      H.tensor("v", [2, 1], [0.001, 0.001]), H.tensor("c", [1], [-12]),
      H.tensor("half", [1], [0.5]),
    ]
    let bytes =
      H.model(nodes, tensors)
      + Wire().message(7, Wire().message(12, H.value("label", [3], type: 7))).bytes
    let network = try ONNXModel.read(bytes, file: "m").network
    #expect(network.output.task == .multilabel && network.link == .sigmoid)
    let logits = network.scores(of: Matrix(row: [1, 2])).elements.map(Double.init)
    for (found, expected) in zip(logits, [-2.75, 2.75, -11.997]) {
      #expect(abs(found - expected) <= 1e-4)
    }
  }
}
