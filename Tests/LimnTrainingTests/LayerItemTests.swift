import LimnCore
import LimnData
import LimnNetwork
import LimnTraining
import Testing

@Suite struct LayerItemTests {
  @Test func aListIsReadAndWrittenAlike() throws {
    let text = "conv8x3,relu,maxpool2,conv16x5s2,leaky-relu,avgpool3,dense64,gelu,dropout0.25"
    let items = try LayerItem.list(text)
    #expect(
      items == [
        .convolution(outputs: 8, kernel: 3), .activation(.relu), .maxPool(2),
        .convolution(outputs: 16, kernel: 5, stride: 2), .activation(.leakyReLU), .averagePool(3),
        .dense(64), .activation(.gelu), .dropout(0.25),
      ])
    #expect(items.map(\.description).joined(separator: ",") == text)
    for activation in Activation.allCases {
      #expect(try LayerItem.list(activation.rawValue) == [.activation(activation)])
    }
  }

  /// Each with the word that its sentence must hold.
  @Test(arguments: [
    ("", "a layer such as"), ("relu6", "relu"), ("conv8", "conv8x3"), ("convx3", "channels"),
    ("conv0x3", "1 to 65536"), ("conv8x65", "1 to 64"), ("conv8x3s0", "stride"),
    ("conv8x3x3", "conv8x3"), ("conv+8x3", "channels"), ("conv٣x3", "channels"),
    ("conv8x3s2s2", "stride"), ("maxpool", "maxpool2"), ("maxpool0", "1 to 64"),
    ("maxpool-1", "maxpool2"), ("avgpool65", "1 to 64"), ("avgpool", "avgpool2"),
    ("dense", "dense64"), ("dense99999999999999999999", "1 to 65536"),
    ("dropout1", "not including 1"), ("dropoutnan", "share"), ("dropout-0.5", "share"),
    ("Dense64", "a layer such as"), (" relu", "a layer such as"), ("\u{1B}[31m", "a layer such as"),
  ])
  func whatIsNoLayerIsRefusedWithItsPlace(_ item: String, _ word: String) throws {
    do {
      _ = try LayerItem.list("relu,\(item),dense8")
      Issue.record("\(item) was read")
    } catch let error as TrainingError {
      guard case .layerItem(item, number: 2, let expected) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(expected.contains(word), "\(expected)")
      #expect(error.description.hasPrefix("layer 2 of the list, "))
      #expect(!error.description.contains("\u{1B}"))
    }
  }

  @Test func anEndlessListIsRefused() {
    #expect(throws: TrainingError.layerCount(257, most: 256)) {
      try LayerItem.list([String](repeating: "relu", count: 257).joined(separator: ","))
    }
  }

  private func network(_ list: String, _ shape: InputShape = .image(height: 8, width: 8)) throws
    -> Network
  {
    try NetworkArchitecture(
      inputShape: shape, inputFactor: 0.5, layers: LayerItem.list(list), classCount: 10
    ).network(seed: 3)
  }

  @Test func shapesAreThoseOfTheList() throws {
    let found = try network("conv8x3,relu,maxpool2,conv16x3s2,relu,dropout0.1,dense20,tanh")
    #expect(
      found.shapes.map(\.sizes) == [
        [1, 8, 8], [1, 8, 8], [8, 8, 8], [8, 8, 8], [8, 4, 4], [16, 2, 2], [16, 2, 2], [16, 2, 2],
        [20], [20], [10], [10],
      ])
    #expect(found.parameterCount == 8 * 10 + 16 * 73 + 20 * 65 + 10 * 21)
    #expect(found.endsInSoftmax)
    // As many rows and columns as the stride divides, rounded up; a pool drops what is left over.
    #expect(try network("conv4x3,avgpool3,dense8").shapes[3].sizes == [4, 2, 2])
    let odd = try network("conv2x4s3,maxpool2", .image(height: 7, width: 5))
    #expect(odd.shapes[2].sizes == [2, 3, 2])
    #expect(odd.shapes[3].sizes == [2, 1, 1])
    // An even kernel keeps the size too.
    #expect(try network("conv1x2").shapes[2].sizes == [1, 8, 8])
  }

  /// He's variance, 2 over what an output adds up: within three standard errors of 4,608 uniform draws,
  /// which know a variance to √(4/5/4608).
  @Test func kernelsStartWithTheVarianceThatTheirActivationAsksFor() throws {
    let found = try network("conv16x3,relu,conv32x3,relu")
    let kernel = try #require(found.layers[3].parameters.first).values.elements.map(Double.init)
    #expect(kernel.count == 4608)
    let variance = kernel.reduce(0) { $0 + $1 * $1 } / 4608
    #expect(abs(variance / (2.0 / 144) - 1) < 3 * (0.8 / 4608).squareRoot())
    #expect(found.layers[3].parameters[1].values.elements.allSatisfy { $0 == 0 })
  }

  /// A list of dense layers is the network that the same numbers of hidden units make.
  @Test func denseLayersAreHiddenLayers() throws {
    let list = try network("dense7,tanh,dropout0.5,dense5,tanh,dropout0.5")
    let hidden = try NetworkArchitecture(
      inputShape: .image(height: 8, width: 8), inputFactor: 0.5, hidden: [7, 5], activation: .tanh,
      dropout: 0.5, classCount: 10
    ).network(seed: 3)
    #expect(
      list.layers.map { $0.parameters.map(\.values) }
        == hidden.layers.map { $0.parameters.map(\.values) })
    #expect(list.layers.map(\.kind) == hidden.layers.map(\.kind))
  }

  @Test(arguments: [
    ("dense8,conv4x3", 2, [8]), ("maxpool2,maxpool2,maxpool2,maxpool2", 4, [1, 1, 1]),
    ("conv4x3,relu,maxpool9", 3, [4, 8, 8]),
  ])
  func whatDoesNotFitIsRefusedWithItsPlace(_ list: String, _ number: Int, _ shape: [Int]) throws {
    do {
      _ = try network(list)
      Issue.record("\(list) fits")
    } catch let error as TrainingError {
      guard case .layerInput(_, number: number, found: shape, _) = error else {
        Issue.record("\(error)")
        return
      }
    }
  }

  @Test func aVectorIsNoPicture() throws {
    #expect(
      throws: TrainingError.layerInput("conv8x3", number: 1, found: [64], expected: "an image")
    ) { try network("conv8x3", .vector(64)) }
  }

  /// Before a weight is drawn.
  @Test func whatDoesNotFitIntoMemoryIsRefused() {
    #expect(throws: TrainingError.self) { try network("conv65536x64,conv65536x64") }
    #expect(throws: TrainingError.self) {
      try NetworkArchitecture(
        inputShape: .image(height: 8, width: 8),
        layers: [.convolution(outputs: 1_000_000_000, kernel: 1_000_000_000)], classCount: 10
      ).network(seed: 0)
    }
  }

  /// Two kinds of picture that no single pixel tells apart: a bar that stands and one that lies.
  @Test func aConvolutionalNetworkLearns() throws {
    var stream = RandomStream(seed: 5)
    let pictures = (0..<80).map { index -> [Float] in
      var picture = [Float](repeating: 0, count: 36)
      let (row, column) = (Int(4 * stream.uniform()), Int(4 * stream.uniform()))
      for step in 0..<3 {
        picture[index % 2 == 0 ? (row + step) * 6 + column : row * 6 + column + step] = 1
      }
      return picture
    }
    let set = try LabeledSet(
      inputs: Matrix(rows: pictures, columns: 36), labels: (0..<80).map { $0 % 2 }, classCount: 2)
    let network = try NetworkArchitecture(
      inputShape: .image(height: 6, width: 6),
      layers: LayerItem.list("conv4x3,relu,maxpool6"), classCount: 2
    ).network(seed: 1)
    var trainer = try Trainer(
      network, on: set,
      options: TrainingOptions(
        learningRate: .constant(0.05), weightDecay: 0, batch: .examples(16), epochs: 30,
        earlyStopping: nil))
    let trained = try trainer.run()
    #expect(Performance(of: trained, on: set, loss: .crossEntropy).accuracy == 1)
    let last = try #require(trainer.history.epochs.last)
    #expect(last.layers.map(\.layer) == [0, 3])
    #expect(last.activations.count == 1)
  }
}
