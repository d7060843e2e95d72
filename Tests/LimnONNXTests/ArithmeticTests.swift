import LimnCore
import LimnONNX
import Testing

/// Arithmetic with constants before a dense layer, worked out by hand.
@Suite struct ArithmeticTests {
  private typealias H = Handmade

  /// The answer to `x = (1 10)` of nodes that make `h` of `x`, and then `h W + b` with
  /// `W = (1 2; 3 4)` and `b = (5 6)`.
  private func answer(_ nodes: [Wire], _ constants: [Wire]) throws -> [Float] {
    let bytes = H.model(nodes + [H.node("Gemm", ["h", "w", "b"], "y")], constants + H.weights)
    return try ONNXModel.read(bytes, file: "m").network.scores(of: Matrix(row: [1, 10])).elements
  }

  private func vector(_ name: String, _ values: [Float]) -> Wire {
    H.tensor(name, [values.count], values)
  }

  private func number(_ name: String, _ value: Float) -> Wire { H.tensor(name, [], [value]) }

  @Test func aProductThenASum() throws {
    // (2 40) + (1 −3) = (3 37).
    #expect(
      try answer(
        [H.node("Mul", ["x", "f"], "p"), H.node("Add", ["p", "s"], "h")],
        [vector("f", [2, 4]), vector("s", [1, -3])]) == [119, 160])
    // The constant first.
    #expect(
      try answer(
        [H.node("Mul", ["f", "x"], "p"), H.node("Add", ["s", "p"], "h")],
        [vector("f", [2, 4]), vector("s", [1, -3])]) == [119, 160])
  }

  @Test func aQuotientThenADifference() throws {
    // (0.5 2) − (1 1) = (−0.5 1).
    #expect(
      try answer(
        [H.node("Div", ["x", "f"], "q"), H.node("Sub", ["q", "s"], "h")],
        [vector("f", [2, 5]), vector("s", [1, 1])]) == [7.5, 9])
  }

  @Test func aConstantLessTheValue() throws {
    // (5 7) − (1 10) = (4 −3), and 5 − (1 10) = (4 −5).
    #expect(try answer([H.node("Sub", ["c", "x"], "h")], [vector("c", [5, 7])]) == [0, 2])
    #expect(try answer([H.node("Sub", ["c", "x"], "h")], [number("c", 5)]) == [-6, -6])
  }

  @Test func severalInARow() throws {
    // ((1 10) − (1 2)) · (2 0.5) + (10 20) = (10 24).
    #expect(
      try answer(
        [
          H.node("Sub", ["x", "m"], "d"), H.node("Mul", ["d", "f"], "p"),
          H.node("Add", ["p", "s"], "h"),
        ], [vector("m", [1, 2]), vector("f", [2, 0.5]), vector("s", [10, 20])]) == [87, 122])
    // 4 · (2 − (1 10)) + 1 = (5 −31).
    #expect(
      try answer(
        [
          H.node("Sub", ["two", "x"], "d"), H.node("Mul", ["d", "four"], "p"),
          H.node("Add", ["p", "one"], "h"),
        ], [number("two", 2), number("four", 4), number("one", 1)]) == [-83, -108])
  }

  /// A permutation that changes the order of a row's values is right or refused, never passed over.
  @Test func rowsInAnotherOrder() {
    let weights = H.tensor("v", [6, 2], [1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 1])
    let permutation = [0, 2, 1].reduce(Wire().text(1, "perm")) { $0.integer(8, $1) }
    let bytes = H.model(
      [
        H.node("Transpose", ["x"], "t", attributes: [permutation.integer(20, 7)]),
        H.node("Flatten", ["t"], "f"), H.node("MatMul", ["f", "v"], "y"),
      ], [weights], inputs: [H.value("x", [2, 3])])
    do {
      let network = try ONNXModel.read(bytes, file: "m").network
      // (1 2 3; 4 5 6) turned is (1 4; 2 5; 3 6).
      let scores = network.scores(of: Matrix(row: [1, 2, 3, 4, 5, 6])).elements
      #expect(scores == [1 + 8 + 6 + 20 + 15 + 36, 6])
    } catch {
      #expect(error is ONNXError, "\(error)")
    }
  }

  /// Raw bytes that are not whole numbers are no tensor, though as many as it needs are there.
  @Test(arguments: [1, 2, 3]) func bytesLeftOver(count: Int) {
    let whole = [1, 2, 3, 4].flatMap { Wire.littleEndian($0) }
    let weights = Wire().integer(1, 2).integer(1, 2).integer(2, 1).text(8, "w")
      .bytes(9, whole + [UInt8](repeating: 0, count: count))
    #expect(throws: ONNXError.self) {
      try ONNXModel.read(H.model([H.node("MatMul", ["x", "w"], "y")], [weights]), file: "m")
    }
  }
}
