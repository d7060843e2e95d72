import ArgumentParser
import Limn

/// Which inputs: a range of the embedded digits, or the rows of a file.
struct BatchOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Embedded handwritten digits, 0 to 1796: one, or first-last.", valueName: "range"))
  var digits: RowRange?

  @Option(
    help: ArgumentHelp(
      "An array or a table, one input in each row.", valueName: "file.npy|.csv"),
    completion: .file(extensions: ["npy", "csv"]))
  var input: String?

  func validate() throws {
    guard (digits == nil) != (input == nil) else {
      throw ValidationError(
        digits == nil
          ? "Name the inputs: --digits RANGE, or --input FILE.npy or FILE.csv."
          : "Name the inputs with --digits or with --input, not both.")
    }
  }

  /// The shape that the inputs themselves show, for a model that takes a plain vector.
  var naturalShape: InputShape? {
    digits == nil ? nil : Digits.inputShape
  }

  /// All inputs for a model of `shape`.
  ///
  /// - Throws: ``CommandError``, `DataError`, `FileError`.
  func read(shape: InputShape) throws -> NamedBatch {
    if let digits = digits?.rows {
      let last = digits.upperBound - 1
      guard last < Digits.all.count else { throw CommandError.noSuchDigit(last) }
      guard shape.count == Digits.inputShape.count else {
        throw CommandError.digitForModel(of: shape)
      }
      return NamedBatch(
        name: digits.count == 1 ? "digit \(last)" : "digits \(digits.lowerBound) to \(last)",
        inputs: Digits.all.inputs.rows(digits))
    }
    guard let input else { preconditionFailure("validate() has seen an input") }
    let file = try InputFile(path: input, shape: shape)
    return NamedBatch(name: lastComponent(of: input), inputs: try file.rows(0..<file.count))
  }
}

/// Inputs, and what they are called.
struct NamedBatch {
  let name: String
  let inputs: Matrix
}
