import LimnCore
import LimnONNX
import Testing

/// What an input of three axes is read as, and that its values keep their places.
@Suite struct ImageLayoutTests {
  private typealias H = Handmade

  /// A model that passes its input on, flattened in the file's own order.
  private func flattening(_ sizes: [Int], through nodes: [Wire] = []) -> [UInt8] {
    H.model(
      nodes + [H.node("Flatten", [nodes.isEmpty ? "x" : "t"], "y")], inputs: [H.value("x", sizes)])
  }

  private func transpose(_ order: [Int]) -> Wire {
    H.node(
      "Transpose", ["x"], "t",
      attributes: [order.reduce(Wire().text(1, "perm")) { $0.integer(8, $1) }.integer(20, 7)])
  }

  @Test(
    arguments: [
      ([3, 5, 7], .image(channels: 3, height: 5, width: 7), .channelsFirst),
      ([4, 5, 7], .image(channels: 4, height: 5, width: 7), .channelsFirst),
      ([5, 7, 3], .image(channels: 3, height: 5, width: 7), .channelsLast),
      ([5, 7, 1], .image(height: 5, width: 7), .channelsFirst),
      ([1, 5, 7], .image(height: 5, width: 7), .channelsFirst),
      ([3, 5, 4], .image(channels: 3, height: 5, width: 4), .channelsFirst),
      ([5, 6, 7], .vector(210), .channelsFirst),
    ] as [([Int], InputShape, ImageLayout)])
  func sizesSayWhatIsAnImage(sizes: [Int], shape: InputShape, layout: ImageLayout) throws {
    let input = try ONNXModel.read(flattening(sizes), file: "m").network.input
    #expect(input.shape == shape)
    #expect(input.layout == layout)
  }

  /// A transpose to channels first says where they were, though the sizes could be either.
  @Test func aTransposeTellsTheLayout() throws {
    let network = try ONNXModel.read(
      flattening([3, 5, 4], through: [transpose([0, 3, 1, 2])]), file: "m"
    ).network
    #expect(network.inputShape == .image(channels: 4, height: 3, width: 5))
    // The two orders cancel: the file's flattened values are channels first.
    let values = (0..<60).map(Float.init)
    #expect(network.scores(of: Matrix(row: values)).elements == values)
    #expect(network.layers.count == 1)
  }

  /// Of N×2×2×3, value (row, column, channel) stands at 6 row + 3 column + channel in the file.
  @Test func channelsThatComeLastAreTakenFirst() throws {
    let network = try ONNXModel.read(flattening([2, 2, 3]), file: "m").network
    let planes: [Float] = [0, 1, 2, 3, 10, 11, 12, 13, 20, 21, 22, 23]
    #expect(
      network.scores(of: Matrix(row: planes)).elements == [
        0, 10, 20, 1, 11, 21, 2, 12, 22, 3, 13, 23,
      ])
    let gradient = network.vectorJacobianProduct(
      at: Matrix(row: planes), cotangents: Matrix(row: [0, 1] + [Float](repeating: 0, count: 10)))
    #expect(gradient.elements == [0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0])
  }

  @Test func theLayoutCanBeAskedFor() throws {
    let network = try ONNXModel.read(flattening([3, 5, 4]), file: "m", layout: .channelsLast)
      .network
    #expect(network.inputShape == .image(channels: 4, height: 3, width: 5))
    #expect(network.input.layout == .channelsLast)
  }

  /// Written and read back, a network over colours is one.
  @Test func coloursComeBack() throws {
    let network = try ONNXModel.read(flattening([2, 2, 3]), file: "m").network
    let again = try ONNXModel.read(
      ONNXModel.encode(network, name: "again"), file: "again"
    ).network
    #expect(again.inputShape == network.inputShape)
    let values = (0..<12).map { Float($0 * $0) }
    #expect(
      again.scores(of: Matrix(row: values)).elements
        == network.scores(of: Matrix(row: values)).elements)
  }

  /// A plain vector read as a picture whose channels come last.
  @Test func aVectorCanBeReadWithItsChannelsLast() throws {
    let network = try ONNXModel.read(flattening([12]), file: "m").network
    let read = try network.reading(.image(channels: 3, height: 2, width: 2), layout: .channelsLast)
    let planes: [Float] = [0, 1, 2, 3, 10, 11, 12, 13, 20, 21, 22, 23]
    #expect(
      read.scores(of: Matrix(row: planes)).elements == [
        0, 10, 20, 1, 11, 21, 2, 12, 22, 3, 13, 23,
      ])
  }
}
