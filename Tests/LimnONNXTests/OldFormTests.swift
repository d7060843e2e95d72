import LimnCore
import LimnNetwork
import LimnONNX
import Testing

/// What operators meant at opset 6.
@Suite struct OldFormTests {
  private typealias H = Handmade

  private func scores(
    _ nodes: [Wire], _ tensors: [Wire], at opset: Int = 6, inputs: [Wire] = [H.value("x", [2, 2])],
    of row: [Float] = [1, 2, 3, 4]
  ) throws -> [Float] {
    let flat = [H.node("Flatten", ["h"], "y")]
    return try ONNXModel.read(
      H.model(nodes + flat, tensors, inputs: inputs, opset: opset), file: "m"
    ).network.scores(of: Matrix(row: row)).elements
  }

  private func integer(_ name: String, _ value: Int) -> Wire { H.attribute(name, integer: value) }

  /// `axis` says where the second input begins: at axis 1, it goes by rows; without it, by columns.
  @Test(arguments: [
    ("Add", [11, 12, 23, 24], [11, 22, 13, 24]), ("Sub", [-9, -8, -17, -16], [-9, -18, -7, -16]),
  ])
  func aSecondInputThatBeginsAtAnAxis(_ name: String, rows: [Float], columns: [Float]) throws {
    let tensors = [H.tensor("c", [2], [10, 20])]
    let byRows = H.node(
      name, ["x", "c"], "h", attributes: [integer("broadcast", 1), integer("axis", 1)])
    #expect(try scores([byRows], tensors) == rows)
    let fromEnd = H.node(
      name, ["x", "c"], "h", attributes: [integer("broadcast", 1), integer("axis", -2)])
    #expect(try scores([fromEnd], tensors) == rows)
    let byColumns = H.node(name, ["x", "c"], "h", attributes: [integer("broadcast", 1)])
    #expect(try scores([byColumns], tensors) == columns)
    for axis in [2, 3, -4, Int.min, Int.max] {
      let beyond = H.node(
        name, ["x", "c"], "h", attributes: [integer("broadcast", 1), integer("axis", axis)])
      guard axis == 2 else {
        #expect(throws: ONNXError.self) { try scores([beyond], tensors) }
        continue
      }
      #expect(try scores([beyond], tensors) == columns)
    }
    // Since opset 7 the attribute is none.
    #expect(try scores([byRows], tensors, at: 7) == columns)
  }

  @Test func twoValuesOfWhichTheSecondBeginsAtAnAxis() throws {
    // Sums of rows, added to each element of their row.
    let nodes = [
      H.node(
        "ReduceSum", ["x"], "s",
        attributes: [Wire().text(1, "axes").integer(8, 2).integer(20, 7), integer("keepdims", 0)]),
      H.node("Add", ["x", "s"], "h", attributes: [integer("broadcast", 1), integer("axis", 0)]),
    ]
    let expected: [Float] = [4, 5, 10, 11]
    #expect(try scores(nodes, []) == expected)
  }

  /// Slopes for each channel, of N×2×1×2.
  @Test func aRectifiersSlopesAreThoseOfChannels() throws {
    let node = H.node("PRelu", ["x", "c"], "h")
    let tensors = [H.tensor("c", [2], [10, 100])]
    let inputs = [H.value("x", [2, 1, 2])]
    #expect(
      try scores([node], tensors, inputs: inputs, of: [-1, -2, -3, 4]) == [-10, -20, -300, 4])
    #expect(
      try scores([node], tensors, at: 7, inputs: inputs, of: [-1, -2, -3, 4])
        == [-10, -200, -30, 4])
  }

  @Test func whatIsToTrainIsRefused() throws {
    let statistics = ["s", "b", "m", "v"].map { H.tensor($0, [2], [1, 1]) }
    func normalization(_ attributes: [Wire]) -> Wire {
      H.node(
        "BatchNormalization", ["x", "s", "b", "m", "v"], "h",
        attributes: attributes + [H.attribute("epsilon", float: 0)])
    }
    #expect(try scores([normalization([integer("is_test", 1)])], statistics) == [1, 2, 3, 4])
    for attributes in [[], [integer("is_test", 0)]] {
      #expect(throws: ONNXError.self) { try scores([normalization(attributes)], statistics) }
      #expect(throws: ONNXError.self) {
        try scores([H.node("Dropout", ["x"], "h", attributes: attributes)], [])
      }
    }
    #expect(
      try scores([H.node("Dropout", ["x"], "h", attributes: [integer("is_test", 1)])], [])
        == [1, 2, 3, 4])
  }

  /// A scale for each value rather than for each channel, before opset 9.
  @Test func aNormalizationOfEachValue() throws {
    let node = H.node(
      "BatchNormalization", ["x", "s", "b", "m", "v"], "h",
      attributes: [integer("spatial", 0), H.attribute("epsilon", float: 0)])
    let tensors = [
      H.tensor("s", [2, 2], [1, 2, 3, 4]), H.tensor("b", [2, 2], [0, 0, 0, 1]),
      H.tensor("m", [2, 2], [1, 1, 1, 1]), H.tensor("v", [2, 2], [1, 1, 4, 4]),
    ]
    #expect(try scores([node], tensors, at: 8) == [0, 2, 3, 7])
  }
}
