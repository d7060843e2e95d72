import LimnCore
import LimnNetwork
import LimnONNX
import Testing

/// Inputs of fixed sizes whose first axis is no batch: the whole input is one example.
@Suite struct WholeInputTests {
  private typealias H = Handmade

  private func fixed(_ sizes: [Int]) -> Wire {
    let shape = sizes.reduce(Wire()) { $0.message(1, Wire().integer(1, $1)) }
    return Wire().text(1, "x")
      .message(2, Wire().message(1, Wire().integer(1, 1).message(2, shape)))
  }

  private func network(_ nodes: [Wire], _ tensors: [Wire] = [], _ sizes: [Int]) throws -> Network {
    try ONNXModel.read(H.model(nodes, tensors, inputs: [fixed(sizes)]), file: "m").network
  }

  private func integers(_ name: String, _ values: [Int]) -> Wire {
    values.reduce(Wire().integer(1, values.count).integer(2, 7).text(8, name)) { $0.integer(7, $1) }
  }

  @Test func aSumOverTheFirstAxis() throws {
    let axes = integers("axes", [0])
    let sum = [H.node("ReduceSum", ["x", "axes"], "y")]
    let network = try network(sum, [axes], [3, 2])
    #expect(network.inputShape.count == 6)
    #expect(network.scores(of: Matrix(row: [1, 2, 10, 20, 100, 200])).elements == [111, 222])
    // Of a batch that is open it would mix the examples.
    #expect(throws: ONNXError.self) {
      try ONNXModel.read(H.model(sum, [axes]), file: "m")
    }
  }

  /// No axes at all are all of them, also as an empty list.
  @Test func aReductionOfAnEmptyListOfAxes() throws {
    let mean = H.node("ReduceMean", ["x"], "y", attributes: [Wire().text(1, "axes").integer(20, 7)])
    #expect(
      try network([mean], [], [2, 3]).scores(of: Matrix(row: [1, 2, 3, 4, 5, 9])).elements == [4])
    let none = integers("none", [])
    let product = H.node("ReduceProd", ["x", "none"], "y")
    #expect(
      try network([product], [none], [2, 2]).scores(of: Matrix(row: [2, 3, 5, 7])).elements
        == [210])
  }

  @Test func aTransposedFactor() throws {
    // xᵀ w for x of 3×2 and w of 3×1.
    let gemm = H.node("Gemm", ["x", "w"], "y", attributes: [H.attribute("transA", integer: 1)])
    let network = try network([gemm], [H.tensor("w", [3, 1], [1, 10, 100])], [3, 2])
    #expect(network.scores(of: Matrix(row: [1, 2, 3, 4, 5, 6])).elements == [531, 642])
  }

  /// A softmax over the rows of a batch of three: those may be three examples.
  @Test func whatMayBeABatchIsNotTakenForOneExample() {
    let softmax = H.node("Softmax", ["x"], "y", attributes: [H.attribute("axis", integer: 0)])
    #expect(throws: ONNXError.self) { try network([softmax], [], [3, 2]) }
  }

  /// A batch of one can be mixed with nothing.
  @Test func aBatchOfOne() throws {
    let nodes = [
      H.node("Reshape", ["x", "s"], "h"), H.node("Conv", ["h", "w"], "c"),
      H.node("Reshape", ["c", "t"], "y"),
    ]
    let tensors = [
      integers("s", [2, 1, 2, 2]), integers("t", [1, 2]),
      H.tensor("w", [1, 1, 2, 2], [1, 2, 3, 4]),
    ]
    // Two pictures of one example take the batch's place, which is refused of an open one …
    #expect(throws: ONNXError.self) { try network(nodes, tensors, [1, 2, 4]) }
    // … and a sum over everything is one number.
    let sum = [H.node("ReduceSum", ["x"], "y")]
    #expect(try network(sum, [], [1, 4]).scores(of: Matrix(row: [1, 2, 3, 4])).elements == [10])
  }

  /// Rows behind those of a batch of one are more rows, and no more outputs of one example.
  @Test func rowsBehindABatchOfOne() throws {
    let nodes = [
      H.node("Neg", ["x"], "n"),
      H.node("Concat", ["x", "n"], "y", attributes: [H.attribute("axis", integer: 0)]),
    ]
    #expect {
      try network(nodes, [], [1, 3])
    } throws: {
      "\($0)".contains("to keep the examples of a batch apart")
    }
    // A probability and its complement are two classes beside each other alone.
    let classes = [
      H.node("Sigmoid", ["x"], "s"), H.node("Sub", ["one", "s"], "u"),
      H.node("Concat", ["u", "s"], "y", attributes: [H.attribute("axis", integer: 0)]),
    ]
    #expect(throws: ONNXError.self) {
      try network(classes, [H.tensor("one", [1], [1])], [1, 1])
    }
    // Of an input whose first axis is no batch they are what it says.
    #expect(
      try network(nodes, [], [2, 1]).scores(of: Matrix(row: [1, 2])).elements == [1, 2, -1, -2])
  }

  /// As exporters fold a class token of a batch of one.
  @Test func aConstantBesideValues() throws {
    let concat = H.node("Concat", ["c", "x"], "y", attributes: [H.attribute("axis", integer: 1)])
    let network = try network([concat], [H.tensor("c", [1, 2], [7, 8])], [1, 3])
    #expect(network.scores(of: Matrix(row: [1, 2, 3])).elements == [7, 8, 1, 2, 3])
    #expect(throws: ONNXError.self) {
      try ONNXModel.read(H.model([concat], [H.tensor("c", [1, 2], [7, 8])]), file: "m")
    }
  }
}
