import ArgumentParser
import Limn

/// Which labelled set: the embedded digits or a part of them, or a file with its labels.
struct SetOptions: ParsableArguments {
  /// Parts of the digits, as `limn train` divides them by default.
  enum Part: String, ExpressibleByArgument, CaseIterable { case all, training, validation, test }

  @Option(
    help: ArgumentHelp(
      "Which of the embedded digits: all 1,797, or a part of the split with seed 0, which the "
        + "embedded model was trained on (default: all).", valueName: "part"))
  var part: Part?

  @Option(
    help: ArgumentHelp(
      "An array or a table, one input in each row.", valueName: "file.npy|.csv"),
    completion: .file(extensions: ["npy", "csv"]))
  var input: String?

  @Option(
    help: ArgumentHelp(
      "The classes of --input, a whole number in each row.", valueName: "file.npy|.csv"),
    completion: .file(extensions: ["npy", "csv"]))
  var labels: String?

  func validate() throws {
    guard (input == nil) == (labels == nil) else {
      throw ValidationError("--input and --labels belong together.")
    }
    if part != nil, input != nil {
      throw ValidationError("--part is of the embedded digits: leave out --input or --part.")
    }
  }

  /// Whether a set was asked for by name.
  var isNamed: Bool { part != nil || input != nil }

  /// The shape that the inputs themselves show, for a model that takes a plain vector.
  var naturalShape: InputShape? { input == nil ? Digits.inputShape : nil }

  /// The set for a network.
  ///
  /// - Throws: ``CommandError``, `DataError`, `FileError`.
  func read(for network: Network) throws -> NamedSet {
    guard let input, let labels else { return try digits(for: network) }
    let file = try InputFile(path: input, shape: network.inputShape)
    let inputs = try file.rows(0..<file.count)
    let column = try InputFile(path: labels, shape: .vector(1))
    let values = try column.rows(0..<column.count).elements
    guard values.count == inputs.rows else {
      throw CommandError.labelCount(
        file: labels, found: values.count, data: input, expected: inputs.rows)
    }
    let classes = try values.enumerated().map { row, value in
      guard let label = Int(exactly: value), (0..<network.outputCount).contains(label) else {
        throw CommandError.badLabel(
          file: labels, row: row, value: value, most: network.outputCount)
      }
      return label
    }
    return NamedSet(
      name: lastComponent(of: input),
      set: LabeledSet(inputs: inputs, labels: classes, classCount: network.outputCount))
  }

  private func digits(for network: Network) throws -> NamedSet {
    guard network.inputShape.count == Digits.inputShape.count else {
      throw CommandError.digitForModel(of: network.inputShape)
    }
    guard network.outputCount == Digits.classCount else {
      throw CommandError.digitClasses(model: network.outputCount)
    }
    let split = try Split(of: Digits.all)
    return switch part ?? .all {
    case .all: NamedSet(name: "embedded digits", set: Digits.all)
    case .training:
      NamedSet(
        name: "training part of the digits", set: Digits.all.examples(at: split.training))
    case .validation:
      NamedSet(
        name: "validation part of the digits", set: Digits.all.examples(at: split.validation))
    case .test:
      NamedSet(name: "test part of the digits", set: Digits.all.examples(at: split.test))
    }
  }
}

/// A labelled set, and what it is called.
struct NamedSet {
  let name: String
  let set: LabeledSet
}
