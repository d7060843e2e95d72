import LimnCore
import LimnNetwork
import LimnONNX
import Testing

/// Masks of −∞, by hand: what takes them away, and what would not. Attention with masks, against PyTorch's
/// values and gradients, stands in ``PyTorchGraphTests``.
@Suite struct MaskTests {
  private typealias H = Handmade

  private static let infinity = Float.infinity

  /// x, N×4, and a mask `m` over it.
  private func model(_ mask: [Float], _ nodes: [Wire], _ tensors: [Wire] = []) -> [UInt8] {
    H.model(
      [H.node("Add", ["x", "m"], "h")] + nodes, [H.tensor("m", [4], mask)] + tensors,
      inputs: [H.value("x", [4])])
  }

  private func network(_ mask: [Float], _ nodes: [Wire], _ tensors: [Wire] = []) throws -> Network {
    try ONNXModel.read(model(mask, nodes, tensors), file: "m").network
  }

  private func refusal(_ mask: [Float], _ nodes: [Wire], _ tensors: [Wire] = []) -> String? {
    do {
      _ = try network(mask, nodes, tensors)
      return nil
    } catch { return "\(error)" }
  }

  private let softmax = H.node("Softmax", ["h"], "y")

  @Test func aMaskedPlaceIsNotSeen() throws {
    // A product behind it: gradients are those of what enters a last softmax.
    let parts = H.tensor("w", [4, 4], (0..<16).map { $0 % 5 == 0 ? 1 : 0 })
    let network = try network(
      [0.5, -.infinity, 0, -.infinity],
      [H.node("Softmax", ["h"], "p"), H.node("MatMul", ["p", "w"], "y")], [parts])
    let input = Matrix(row: [1, 1e20, 2, -3])
    // e^1.5 and e².
    let (a, b) = (exp(1.5), exp(2.0))
    let output = network.output(of: input).elements
    #expect(abs(Double(output[0]) - a / (a + b)) < 1e-6)
    #expect(output[1] == 0 && output[3] == 0)
    let gradient = network.vectorJacobianProduct(
      at: input, cotangents: Matrix(row: [1, 0, 0, 0])
    ).elements
    let slope = a * b / (a + b) / (a + b)
    #expect(abs(Double(gradient[0]) - slope) < 1e-6 && abs(Double(gradient[2]) + slope) < 1e-6)
    #expect(gradient[1] == 0 && gradient[3] == 0)
  }

  /// A maximum of what is left; of a rectifier and an exponential a masked place is 0.
  @Test func whatElseTakesThemAway() throws {
    let mask: [Float] = [0, -.infinity, 1, -.infinity]
    let maximum = H.node(
      "ReduceMax", ["h"], "y", attributes: [Wire().text(1, "axes").integer(8, 1).integer(20, 7)])
    let input = Matrix(row: [1, 50, 2, 50])
    #expect(try network(mask, [maximum]).output(of: input).elements == [3])
    #expect(
      try network(mask, [H.node("Relu", ["h"], "y")]).output(of: input).elements == [1, 0, 3, 0])
    let exponential = try network(mask, [H.node("Exp", ["h"], "y")]).output(of: input).elements
    #expect(exponential[1] == 0 && abs(exponential[0] - exp(1)) < 1e-6)
  }

  @Test func whatWouldNotIsRefused() throws {
    let mask: [Float] = [0, -.infinity, 0, 0]
    let finite =
      "finite values; −∞ is supported only from a mask to a softmax or a maximum"
    let negated = refusal(mask, [H.node("Neg", ["h"], "y")])
    #expect(negated?.contains(finite) == true)
    let zeros = H.tensor("z", [4], [1, 0, 1, 1])
    #expect(refusal(mask, [H.node("Mul", ["h", "z"], "y")], [zeros])?.contains(finite) == true)
    #expect(refusal(mask, [H.node("LogSoftmax", ["h"], "y")])?.contains("finite scores") == true)
    #expect(refusal([0, .infinity, 0, 0], [softmax])?.contains("−∞ for what is masked") == true)
    #expect(refusal([0, .nan, 0, 0], [softmax])?.contains("m") == true)
    // Of a product's weights they are refused as before.
    let weights = H.tensor("w", [4, 1], [1, -.infinity, 1, 1])
    #expect(
      throws: ONNXError.nonFinite(file: "m", tensor: "w", index: 1)
    ) {
      try ONNXModel.read(
        H.model([H.node("MatMul", ["x", "w"], "y")], [weights], inputs: [H.value("x", [4])]),
        file: "m")
    }
  }

  /// A softmax of nothing is NaN, and exporters put 0 in its place.
  @Test func aRowThatIsMaskedWholly() throws {
    let mask: [Float] = [0, 0, -.infinity, -.infinity]
    let pairs = Wire().integer(1, 3).integer(2, 7).text(8, "s").integer(7, -1).integer(7, 2)
      .integer(7, 2)
    let rows = [H.node("Reshape", ["h", "s"], "r"), H.node("Softmax", ["r"], "p")]
    let flat = H.node("Flatten", ["p"], "y")
    let refusal = refusal(mask, rows + [flat], [pairs])
    #expect(refusal?.contains("NaN") == true)
    let guarded =
      rows + [
        H.node("IsNaN", ["p"], "n"), H.node("Where", ["n", "zero", "p"], "q"),
        H.node("Flatten", ["q"], "y"),
      ]
    let network = try network(mask, guarded, [pairs, H.tensor("zero", [], [0])])
    let input = Matrix(row: [1, 1, 7, 8])
    #expect(network.output(of: input).elements == [0.5, 0.5, 0, 0])
    let gradient = network.vectorJacobianProduct(
      at: input, cotangents: Matrix(row: [1, 0, 1, 0])
    ).elements
    #expect(abs(gradient[0] - 0.25) < 1e-6 && gradient[2] == 0 && gradient[3] == 0)
  }

  /// A choice whose condition is constant, between two values and between a value and numbers.
  @Test func aConstantChoice() throws {
    let condition = Wire().integer(1, 4).integer(2, 9).text(8, "c").bytes(9, [1, 0, 1, 0])
    let twice = H.node("Add", ["x", "x"], "t")
    let between = H.model(
      [twice, H.node("Where", ["c", "x", "t"], "y")], [condition], inputs: [H.value("x", [4])])
    let input = Matrix(row: [1, 2, 3, 4])
    #expect(
      try ONNXModel.read(between, file: "m").network.output(of: input).elements == [1, 4, 3, 8])
    let numbers = H.model(
      [H.node("Where", ["c", "x", "k"], "y")], [condition, H.tensor("k", [], [9])],
      inputs: [H.value("x", [4])])
    #expect(
      try ONNXModel.read(numbers, file: "m").network.output(of: input).elements == [1, 9, 3, 9])
  }

  @Test func triangles() throws {
    func triangle(_ upper: Int, _ k: Int) throws -> [Float] {
      let shape = Wire().integer(1, 3).integer(2, 7).text(8, "s").integer(7, -1).integer(7, 2)
        .integer(7, 3)
      let diagonal = Wire().integer(2, 7).text(8, "k").integer(7, k)
      let model = H.model(
        [
          H.node("Reshape", ["x", "s"], "h"),
          H.node("Trilu", ["h", "k"], "t", attributes: [H.attribute("upper", integer: upper)]),
          H.node("Flatten", ["t"], "y"),
        ], [shape, diagonal], inputs: [H.value("x", [6])], opset: 14)
      return try ONNXModel.read(model, file: "m").network.output(
        of: Matrix(row: [1, 2, 3, 4, 5, 6])
      ).elements
    }
    #expect(try triangle(1, 0) == [1, 2, 3, 0, 5, 6])
    #expect(try triangle(1, 1) == [0, 2, 3, 0, 0, 6])
    #expect(try triangle(0, 0) == [1, 0, 0, 4, 5, 0])
    #expect(try triangle(0, -1) == [0, 0, 0, 4, 0, 0])
    #expect(try triangle(0, Int.max) == [1, 2, 3, 4, 5, 6])
  }
}

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif
