import ArgumentParser
import Limn

/// The options for a labelled set: the embedded digits or some of them, or rows of a file with
/// their targets.
struct SetOptions: ParsableArguments {
  /// The parts of the digits in the default split of `limn train`.
  enum Part: String, ExpressibleByArgument, CaseIterable { case all, training, validation, test }

  @Option(
    help: ArgumentHelp(
      "Which of the built-in digits: all 1,797, or a part of the split with seed 0, on which the "
        + "built-in model was trained (default: all).", valueName: "part"))
  var part: Part?

  @OptionGroup var labelled: LabelledBatchOptions

  private var batch: BatchOptions { labelled.batch }

  func validate() throws {
    guard batch.isOfFiles == (labelled.labels != nil || batch.table.labelColumn != nil) else {
      throw ValidationError(
        batch.image.isEmpty
          ? "--input needs its classes, in a file (--labels) or in one of its columns (--label-column)."
          : "--image needs its classes, in a file: --labels.")
    }
    if part != nil, batch.isOfFiles {
      throw ValidationError(
        "--part is for the embedded digits: leave out "
          + "\(batch.input == nil ? "--image" : "--input") or --part."
      )
    }
    if part != nil, batch.digits != nil {
      throw ValidationError("Name the digits with --part or with --digits, not both.")
    }
  }

  /// Whether a set was given.
  var isNamed: Bool { part != nil || batch.isNamed }

  /// The inputs' own shape, for a model that takes a plain vector.
  var naturalShape: InputShape? { batch.isOfFiles ? nil : Digits.inputShape }

  /// The output names from the heading of --labels, or from --label-column, for a model without
  /// output names.
  ///
  /// - Throws: `DataError`, `FileError`.
  func outputNames(for output: OutputSchema) throws -> [String]? {
    try labelled.outputNames(for: output)
  }

  /// The set for a network.
  ///
  /// - Throws: ``CommandError``, `DataError`, `FileError`.
  func read(for network: Network) throws -> NamedSet {
    guard batch.isNamed else { return try part(part ?? .all, for: network) }
    let batch = try batch.open(for: network.input, features: network.input.names)
    switch batch.source {
    case .digits:
      try Digits.requireFit(to: network)
      return NamedSet(name: batch.name, set: Digits.all.examples(at: Array(batch.rows)))
    case .file(let file, _):
      let targets = try labelled.targets(of: batch.rows, in: file, for: network.output)
      guard let targets else { preconditionFailure("validate() has seen the labels") }
      return NamedSet(
        name: batch.name,
        set: try LabeledSet(
          inputs: try batch.inputs(), targets: targets, sourceRows: Array(batch.rows)))
    }
  }

  private func part(_ part: Part, for network: Network) throws -> NamedSet {
    try Digits.requireFit(to: network)
    let split = try Split(of: Digits.all)
    return switch part {
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

/// A labelled set with its name.
struct NamedSet {
  let name: String
  let set: LabeledSet
}
