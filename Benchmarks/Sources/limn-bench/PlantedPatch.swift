import ArgumentParser
import Limn

/// `limn-bench planted`: digits whose class is determined by a patch alone.
struct PlantedPatchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "planted",
    abstract: "Digits with a planted patch that alone decides the class, and where it is.",
    discussion: """
      Writes planted.npy, planted-labels.npy and planted-mask.npy. Docs/Guides/Evaluation.md says \
      what is measured with them.
      """)

  @Argument(help: "The folder to write to.") var folder: String
  @Option(help: "Fixes which digit gets which class.") var seed: UInt64 = 0

  func run() throws {
    let planted = PlantedPatch(seed: seed)
    let count = planted.inputs.rows
    try NPYWriter.write(
      planted.inputs.elements, shape: [count, 8, 8], to: "\(folder)/planted.npy")
    try NPYWriter.write(
      planted.labels.map { Float($0) }, shape: [count], to: "\(folder)/planted-labels.npy")
    try NPYWriter.write(planted.mask, shape: [8, 8], to: "\(folder)/planted-mask.npy")
  }
}

/// The embedded digits with four levels of ink in their upper left corner. The class is the
/// rotation of these levels, one of four, and is drawn at random, so that nothing else in the image
/// is related to it.
struct PlantedPatch {
  let inputs: Matrix
  let labels: [Int]
  /// 1 at the four pixels of the patch.
  let mask: [Float]

  /// The corner's pixels, clockwise, and their levels.
  private static let pixels = [0, 1, 9, 8]
  private static let levels: [Float] = [16, 12, 8, 4]

  init(seed: UInt64) {
    var stream = RandomStream(seed: seed)
    let digits = Digits.all.inputs
    let labels = (0..<digits.rows).map { _ in stream.integer(below: 4) }
    var elements = digits.elements
    for (row, label) in labels.enumerated() {
      for (place, pixel) in Self.pixels.enumerated() {
        elements[row * digits.columns + pixel] = Self.levels[(place + label) % 4]
      }
    }
    inputs = Matrix(rows: digits.rows, columns: digits.columns, elements: elements)
    self.labels = labels
    mask = (0..<digits.columns).map { Self.pixels.contains($0) ? 1 : 0 }
  }
}
