import LimnCore
import LimnGraphics
import LimnNetwork
import LimnTraining
import SwiftProtobuf

/// A training run as an event file, which TensorBoard opens: scalars, histograms of weights and
/// gradients, and the first layer's weights as an image.
///
/// ```swift
/// var events = try EventFile(directory: "runs/first", clock: clock)
/// while let epoch = try trainer.nextEpoch() { try events.write(epoch, of: trainer) }
/// try events.commit()
/// ```
///
/// The file appears under its name only with ``commit()``. Steps are epochs.
public struct EventFile: ~Copyable {
  /// Gives seconds since 1970, which TensorBoard shows; the same clock gives the same file.
  public typealias Clock = () -> Double

  /// The file's name. TensorBoard reads files with "tfevents" in their names. A folder has one such
  /// file, so a second run into the same folder replaces the first instead of being mixed with it.
  public static let name = "events.out.tfevents.limn"

  private var file: PartialFile
  private let clock: Clock

  /// Opens a new event file in a folder; an existing one is replaced on ``commit()``.
  ///
  /// - Parameters:
  ///   - directory: an existing folder.
  ///   - clock: the time of each record.
  /// - Throws: `FileError.cannotWrite`.
  public init(directory: String, clock: @escaping Clock) throws {
    var file = try PartialFile(path: "\(directory)/\(Self.name)")
    try file.append(Self.record(.fileVersion("brain.Event:2"), step: 0, time: clock()))
    self.file = file
    self.clock = clock
  }

  /// Writes an epoch's record and the state of the network after it. Cost: one pass over the
  /// parameters, and a PNG of the first layer.
  ///
  /// - Parameters:
  ///   - epoch: the record to write.
  ///   - trainer: the trainer, in its state after that epoch.
  /// - Throws: `FileError.cannotWrite`; ``TensorBoardError/nonFiniteValue(tag:step:)`` for a weight
  ///   or gradient that is not finite.
  public mutating func write(_ epoch: EpochRecord, of trainer: Trainer) throws {
    let names = LayerNames(trainer.history.configuration)
    var summary = TensorBoardSummary()
    summary.value = epoch.scalars(names).map { tag, value in
      TensorBoardSummary.Value(tag: tag, .simpleValue(Float(value)))
    }
    summary.value += try histograms(
      trainer.network.layers.map { $0.parameters.map { ($0.name, $0.values) } }, of: "weights",
      names, step: epoch.epoch)
    let parameterNames = trainer.network.layers.map { $0.parameters.map(\.name) }
    summary.value += try histograms(
      trainer.lastGradients.enumerated().map { layer, gradients in
        Array(zip(parameterNames[layer], gradients))
      }, of: "gradients", names, step: epoch.epoch)
    if let mosaic = WeightMosaic(trainer.network) {
      summary.value.append(TensorBoardSummary.Value(tag: "first layer", .image(try mosaic.image())))
    }
    try file.append(Self.record(.summary(summary), step: epoch.epoch, time: clock()))
  }

  /// Finishes the file and moves it to its final name.
  ///
  /// - Throws: `FileError.cannotWrite`.
  public consuming func commit() throws {
    try file.commit()
  }

  private func histograms(
    _ layers: [[(name: String, values: Matrix)]], of kind: String, _ names: LayerNames, step: Int
  ) throws -> [TensorBoardSummary.Value] {
    try layers.enumerated().flatMap { layer, parameters in
      try parameters.map { name, values in
        let tag = "\(kind)/\(names[layer]) \(name)"
        guard values.firstNonFinite() == nil else {
          throw TensorBoardError.nonFiniteValue(tag: tag, step: step)
        }
        return TensorBoardSummary.Value(
          tag: tag, .histo(EventHistogram(values.elements).message))
      }
    }
  }

  private static func record(
    _ what: TensorBoardEvent.OneOf_What, step: Int, time: Double
  ) throws -> [UInt8] {
    var event = TensorBoardEvent()
    event.wallTime = time
    event.step = Int64(step)
    event.what = what
    return TFRecord.framed(try event.serializedBytes())
  }
}

extension TensorBoardSummary.Value {
  init(tag: String, _ value: OneOf_Value) {
    self.init()
    self.tag = tag
    self.value = value
  }
}

extension WeightMosaic {
  fileprivate func image() throws -> TensorBoardSummary.Image {
    let raster = try raster()
    var image = TensorBoardSummary.Image()
    (image.height, image.width) = (Int32(raster.height), Int32(raster.width))
    image.colorspace = Int32(raster.layout.rawValue)
    image.encodedImageString = .init(try PNG.encode(raster))
    return image
  }
}
