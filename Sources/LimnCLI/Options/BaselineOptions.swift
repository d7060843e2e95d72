import ArgumentParser
import Limn

/// What "absent" means.
struct BaselineOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What absent features are: zeros, the mean of the digits trained on, or a file of one row.",
      valueName: "zeros|mean|file"),
    completion: .list(["zeros", "mean"]))
  var baseline = BaselineChoice.zeros

  /// The baseline for a model of `shape`.
  ///
  /// - Parameter isOfDigits: whether the inputs are on the scale of the embedded digits.
  /// - Throws: ``CommandError``, `DataError`, `FileError`.
  func read(shape: InputShape, isOfDigits: Bool) throws -> NamedBaseline {
    switch baseline {
    case .zeros:
      return NamedBaseline(name: "zeros", baseline: .zeros)
    case .mean:
      guard isOfDigits else { throw CommandError.meanOfUnknownInputs }
      return NamedBaseline(
        name: "mean of the training digits", baseline: .values(try TrainingDigits.mean()))
    case .file(let path):
      let file = try InputFile(path: path, shape: shape)
      guard file.count == 1 else { throw CommandError.baselineRows(file: path, count: file.count) }
      return NamedBaseline(
        name: lastComponent(of: path), baseline: .values(try file.row(0).elements))
    }
  }
}

/// A baseline, and what it is called.
struct NamedBaseline {
  let name: String
  let baseline: Baseline
}

/// A baseline by name or by file.
enum BaselineChoice: ExpressibleByArgument, Equatable {
  case zeros
  case mean
  case file(String)

  init?(argument: String) {
    switch argument {
    case "": return nil
    case "zeros": self = .zeros
    case "mean": self = .mean
    default: self = .file(argument)
    }
  }

  var defaultValueDescription: String {
    switch self {
    case .zeros: "zeros"
    case .mean: "mean"
    case .file(let path): path
    }
  }
}
