import LimnCore
import LimnData
import LimnGraphics
import LimnNetwork
import LimnTensorBoard
import LimnTraining
import SwiftProtobuf
import Testing

@Suite struct EventFileTests {
  @Test func framesAndFieldsAreThoseOfTensorBoard() throws {
    let records = records(in: EventFixture.bytes)
    #expect(records.count == 2)
    #expect(records.flatMap(TFRecord.framed) == EventFixture.bytes)

    let version = try TensorBoardEvent(serializedBytes: records[0])
    #expect(version.wallTime == 1.5)
    #expect(version.fileVersion == "brain.Event:2")
    let event = try TensorBoardEvent(serializedBytes: records[1])
    #expect(event.step == 3)
    let values = event.summary.value
    #expect(values.map(\.tag) == ["loss/training", "h", "first layer"])
    #expect(values[0].simpleValue == 0.25)
    #expect((values[1].histo.min, values[1].histo.max) == (-1, 2))
    #expect(
      (values[1].histo.num, values[1].histo.sum, values[1].histo.sumSquares) == (3, 1.5, 5.25))
    #expect(values[1].histo.bucketLimit == [0.5, 2])
    #expect(values[1].histo.bucket == [2, 1])
    #expect(
      (values[2].image.height, values[2].image.width, values[2].image.colorspace) == (2, 3, 3))
    // Every field, and none besides, goes back into the same bytes.
    #expect(try event.serializedBytes() as [UInt8] == records[1])
  }

  /// The file of a short run, the run's trainer, and the clock going up by a second.
  private func run(epochs: Int = 2, hidden: [Int] = [9]) throws -> (
    bytes: [UInt8], trainer: Trainer
  ) {
    let folder = try TemporaryDirectory()
    let set = Digits.all.examples(at: Array(0..<200))
    var trainer = try Trainer(
      try NetworkArchitecture.digits(hidden: hidden).network(seed: 0), on: set, validation: set,
      options: TrainingOptions(epochs: epochs))
    var seconds = 100.0
    var events = try EventFile(directory: folder.path) {
      seconds += 1
      return seconds
    }
    while let epoch = try trainer.nextEpoch() { try events.write(epoch, of: trainer) }
    let wasThereBefore = folder.hasFile
    #expect(!wasThereBefore)
    try events.commit()
    return (try FileBytes.read(folder.file), trainer)
  }

  /// TensorBoard, which takes every file with "tfevents" in its name, sees each epoch once it is done: the
  /// growing file holds whole records at any time.
  @Test func itGrowsWhileTheRunGoesOn() throws {
    let folder = try TemporaryDirectory()
    let set = Digits.all.examples(at: Array(0..<100))
    var trainer = try Trainer(
      try NetworkArchitecture.digits(hidden: [4]).network(seed: 0), on: set,
      options: TrainingOptions(epochs: 3, earlyStopping: nil))
    var events = try EventFile(directory: folder.path) { 0 }
    while let epoch = try trainer.nextEpoch() {
      try events.write(epoch, of: trainer)
      let names = folder.names
      #expect(names.count == 1 && names[0].contains("tfevents"), "\(names)")
      let bytes = try FileBytes.read("\(folder.path)/\(names[0])")
      let steps = try records(in: bytes).map { try TensorBoardEvent(serializedBytes: $0).step }
      #expect(steps == (0...Int64(epoch.epoch)).map { $0 })
    }
    try events.commit()
    #expect(folder.names == [EventFile.name])
  }

  @Test func theSameRunGivesTheSameBytes() throws {
    #expect(try run().bytes == run().bytes)
  }

  @Test func holdsWhatTheRunShowed() throws {
    let (bytes, trainer) = try run()
    let events = try records(in: bytes).map { try TensorBoardEvent(serializedBytes: $0) }
    #expect(events.map(\.step) == [0, 1, 2])
    #expect(events.map(\.wallTime) == [101, 102, 103])
    #expect(events[0].fileVersion == "brain.Event:2")
    let last = try #require(trainer.history.epochs.last)
    func value(_ tag: String) throws -> TensorBoardSummary.Value {
      try #require(events[2].summary.value.first { $0.tag == tag }, "\(tag)")
    }
    #expect(try value("loss/training").simpleValue == Float(last.training.loss))
    #expect(try value("loss/validation").simpleValue == Float(last.validation!.loss))
    #expect(
      try value("accuracy/training").simpleValue == Float(try #require(last.training.accuracy)))
    #expect(try value("learning rate").simpleValue == Float(last.learningRate))
    #expect(try value("gradient norm/Dense 2").simpleValue == Float(last.layers[1].gradientNorm))
    #expect(try value("update ratio/Dense 1").simpleValue == Float(last.layers[0].updateRatio))
    #expect(try value("dead units/ReLU 1").simpleValue == Float(last.activations[0].deadUnits))

    let weights = try #require(trainer.network.layers[1] as? Dense).weights.elements.map(
      Double.init)
    let histogram = try value("weights/Dense 1 weights").histo
    #expect(histogram.min == weights.min())
    #expect(histogram.max == weights.max())
    #expect(histogram.num == Double(weights.count))
    #expect(abs(histogram.sum - weights.reduce(0, +)) < 1e-9)
    // Counted one bucket at a time.
    var lower = -Double.infinity
    for (limit, count) in zip(histogram.bucketLimit, histogram.bucket) {
      let counted = weights.count { $0 > lower && $0 <= limit }
      // A value on a border may fall to either side.
      #expect(abs(Double(counted) - count) <= 1)
      lower = limit
    }
    let gradient = trainer.lastGradients[3][1]
    #expect(try value("gradients/Dense 2 bias").histo.num == Double(gradient.elements.count))
  }

  @Test func theFirstLayerIsAPicture() throws {
    let (bytes, trainer) = try run(epochs: 1)
    let event = try TensorBoardEvent(serializedBytes: records(in: bytes)[1])
    let image = try #require(event.summary.value.last).image
    let picture = try PNG.decode(Array(image.encodedImageString)).raster
    // Nine units in three rows of three, a white pixel between them, all magnified alike.
    let magnification = 640 / 26
    #expect((picture.width, picture.height) == (26 * magnification, 26 * magnification))
    #expect((Int(image.width), Int(image.height)) == (picture.width, picture.height))
    let weights = try #require(trainer.network.layers[1] as? Dense).weights
    let scale = try ColorScale.symmetric(around: weights.elements.map(Double.init))
    // Unit 5 stands in row 1, column 2; its pixel (3, 4).
    let expected = try scale.color(of: Double(weights[3 * 8 + 4, 5])).bytes
    let (row, column) = ((9 + 3) * magnification + 2, (18 + 4) * magnification + 2)
    #expect(
      Array(picture[row, column].prefix(3)) == [expected.red, expected.green, expected.blue])
  }

  @Test func aConstantHasAHistogramToo() throws {
    // Biases start at 0, and with a rate of nearly 0 they stay there.
    let set = Digits.all.examples(at: [0, 1])
    let network = try NetworkArchitecture.digits(hidden: []).network(seed: 0)
    let trainer = try Trainer(
      network, on: set, options: TrainingOptions(earlyStopping: nil))
    let folder = try TemporaryDirectory()
    var events = try EventFile(directory: folder.path) { 0 }
    let record = EpochRecord(
      epoch: 1, learningRate: .nan, training: Performance(loss: .infinity, accuracy: 0),
      validation: nil, layers: [], activations: [])
    try events.write(record, of: trainer)
    try events.commit()
    let bytes = try FileBytes.read(folder.file)
    let event = try TensorBoardEvent(serializedBytes: records(in: bytes)[1])
    let bias = try #require(event.summary.value.first { $0.tag == "weights/Dense 1 bias" }).histo
    #expect((bias.min, bias.max, bias.bucketLimit, bias.bucket) == (0, 0, [0], [10]))
    // What a run showed is written as it is.
    #expect(event.summary.value.first { $0.tag == "learning rate" }?.simpleValue.isNaN == true)
    #expect(event.summary.value.first { $0.tag == "loss/training" }?.simpleValue == .infinity)
  }

  @Test func aMissingFolderIsAnError() {
    #expect(throws: FileError.self) { _ = try EventFile(directory: "/nowhere/at/all") { 0 } }
  }
}
