import LimnCore
import LimnONNX
import Testing

/// A constant that is given another shape keeps its values where they belong.
@Suite struct ConstantTransposeTests {
  private typealias H = Handmade

  /// Exporters transpose weights in the graph: `x Wᵀ` with `W = (1 2; 3 4)` and `x = (1 10)` is
  /// (21 43), and without the transposition (31 42). A reader that only turns the shape round gives
  /// the second for the first. Refusing the file is right as well.
  @Test(arguments: [[], [1, 0], [0, 1]]) func aTransposedMatrixIsTransposed(permutation: [Int]) {
    var attribute = Wire().text(1, "perm")
    for axis in permutation { attribute = attribute.integer(8, axis) }
    let bytes = H.model(
      [
        H.node(
          "Transpose", ["w"], "t", attributes: permutation.isEmpty ? [] : [attribute.integer(20, 7)]
        ),
        H.node("MatMul", ["x", "t"], "y"),
      ], H.weights)
    let expected: [Float] = permutation == [0, 1] ? [31, 42] : [21, 43]
    do {
      let network = try ONNXModel.read(bytes, file: "m").network
      #expect(network.scores(of: Matrix(row: [1, 10])).elements == expected)
    } catch {
      #expect(error is ONNXError, "\(error)")
    }
  }

  /// A row of numbers has no order to lose.
  @Test func aTransposedRowIsAColumn() throws {
    let bytes = H.model(
      [
        H.node("Transpose", ["r"], "c"), H.node("MatMul", ["x", "c"], "h"),
        H.node("MatMul", ["h", "r"], "y"),
      ], [H.tensor("r", [1, 2], [2, 5])])
    // (1 10)·(2 5)ᵀ = 52, times (2 5).
    let network = try ONNXModel.read(bytes, file: "m").network
    #expect(network.scores(of: Matrix(row: [1, 10])).elements == [104, 260])
  }
}
