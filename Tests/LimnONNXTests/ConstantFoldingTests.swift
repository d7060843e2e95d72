import LimnCore
import LimnNetwork
import LimnONNX
import Testing

/// What exporters compute with sizes: constants, in which the batch is still open.
@Suite struct ConstantFoldingTests {
  private typealias H = Handmade

  private func integers(_ name: String, _ values: [Int]) -> Wire {
    values.reduce(Wire().integer(1, values.count).integer(2, 7).text(8, name)) { $0.integer(7, $1) }
  }

  /// PyTorch writes `expand(n, -1)` so: where the shape asked for is −1, the size that is there.
  @Test func aShapeWithPlacesLeftOpen() throws {
    let nodes = [
      H.node("Shape", ["x"], "shape"), H.node("Equal", ["asked", "open"], "isOpen"),
      H.node("Where", ["isOpen", "shape", "asked"], "sizes"),
      H.node("Expand", ["x", "sizes"], "y"),
    ]
    let network = try ONNXModel.read(
      H.model(nodes, [integers("asked", [-1, 2]), integers("open", [-1, -1])]), file: "m"
    ).network
    #expect(network.scores(of: Matrix(row: [3, 4])).elements == [3, 4])
  }

  /// x divided by a number computed from constants.
  private func quotient(_ node: Wire, _ tensors: [Wire]) throws -> [Float] {
    let nodes = [
      node, H.node("Cast", ["c"], "d", attributes: [H.attribute("to", integer: 1)]),
      H.node("Div", ["x", "d"], "y"),
    ]
    return try ONNXModel.read(H.model(nodes, tensors), file: "m").network.scores(
      of: Matrix(row: [12, 24])
    ).elements
  }

  @Test func reductionsOfConstants() throws {
    let three = [integers("s", [2, 3, 1])]
    #expect(try quotient(H.node("ReduceProd", ["s"], "c"), three) == [2, 4])
    #expect(try quotient(H.node("ReduceSum", ["s"], "c"), three) == [2, 4])
    #expect(try quotient(H.node("ReduceMax", ["s"], "c"), three) == [4, 8])
    #expect(try quotient(H.node("ReduceMin", ["s"], "c"), three) == [12, 24])
    #expect(try quotient(H.node("ReduceMean", ["s"], "c"), three) == [6, 12])
    // Along the first axis: 1 + 3 and 2 + 4.
    let axes = Wire().text(1, "axes").integer(8, 0).integer(20, 7)
    let columns = H.node(
      "ReduceSum", ["s"], "c", attributes: [axes, H.attribute("keepdims", integer: 0)])
    #expect(try quotient(columns, [H.tensor("s", [2, 2], [1, 2, 3, 4])]) == [3, 4])
  }

  @Test(arguments: [(7, 4, 3), (-7, 4, 1), (7, -4, -1), (-8, 4, nil), (7, 0, nil)])
  func remainders(_ a: Int, _ b: Int, expected: Int?) throws {
    let node = H.node("Mod", ["a", "b"], "c")
    let tensors = [integers("a", [a]), integers("b", [b])]
    guard let expected else {
      // A division by 0, of which no runtime makes a number.
      #expect(throws: ONNXError.self) { try quotient(node, tensors) }
      return
    }
    #expect(try quotient(node, tensors) == [12 / Float(expected), 24 / Float(expected)])
  }

  /// 2×1 with 1×2 is 2×2, also of whole numbers; read as pairs it was two.
  @Test func wholeNumbersBroadcast() throws {
    func whole(_ name: String, _ sizes: [Int], _ values: [Int]) -> Wire {
      values.reduce(
        sizes.reduce(Wire()) { $0.integer(1, $1) }.integer(2, 7).text(8, name)
      ) { $0.integer(7, $1) }
    }
    let nodes = [
      H.node("Range", ["zero", "two", "one"], "r"),
      H.node("Reshape", ["r", "column"], "c"), H.node("Add", ["c", "row"], "places"),
      H.node("Gather", ["x", "places"], "g", attributes: [H.attribute("axis", integer: 1)]),
      H.node("Flatten", ["g"], "y"),
    ]
    let tensors = [
      whole("zero", [], [0]), whole("two", [], [2]), whole("one", [], [1]),
      whole("column", [2], [2, 1]), whole("row", [1, 2], [0, 1]),
    ]
    let network = try ONNXModel.read(
      H.model(nodes, tensors, inputs: [H.value("x", [3])]), file: "m"
    ).network
    #expect(network.scores(of: Matrix(row: [5, 6, 7])).elements == [5, 6, 6, 7])
  }

  @Test func constantsSplitAndMultiplied() throws {
    let product = H.node("MatMul", ["a", "b"], "c")
    let tensors = [H.tensor("a", [1, 2], [1, 2]), H.tensor("b", [2, 2], [3, 4, 5, 6])]
    // [1, 2] · [[3, 4], [5, 6]] = [13, 16]
    #expect(
      try ONNXModel.read(
        H.model([product, H.node("Mul", ["x", "c"], "y")], tensors), file: "m"
      ).network.scores(of: Matrix(row: [1, 10])).elements == [13, 160])
  }
}
