import LimnCore
import LimnGraphics

extension Prediction {
  /// The prediction in words, to follow the input's name: "predicted 3 with probability 97.7%",
  /// "predicted 152.3", "predicted rain and wind", "flags set: output 0, output 3", "no flag set".
  public var sentence: String {
    switch answer {
    case .label(let label):
      let name = schema.className(label)
      guard let probability else { return "predicted \(name)" }
      return "predicted \(name) with probability \(NumberText.percent(probability))"
    case .flags(let flags):
      if flags.isEmpty { return "no flag set" }
      // A bare number could be mistaken for a class.
      guard schema.names != nil else {
        return "flags set: " + flags.map { "output \($0)" }.joined(separator: ", ")
      }
      return "predicted " + list(flags)
    case .numbers(let numbers):
      let shown = numbers.prefix(Self.numbersShown).enumerated().map { output, value in
        let text = NumberText.trimmed(value, digits: 5)
        return schema.names.map { "\($0[output]) \(text)" } ?? text
      }
      return "predicted " + shown.joined(separator: ", ")
        + (numbers.count > shown.count ? ", …" : "")
    }
  }

  private static let numbersShown = 4

  private func list(_ flags: [Int]) -> String {
    let names = flags.map { schema.name(of: $0) }
    return names.count < 2
      ? names.joined() : names.dropLast().joined(separator: ", ") + " and " + names[names.count - 1]
  }
}

extension OutputSchema {
  /// The word for an output, "class", "label" or "output", and its plural.
  var noun: (one: String, several: String) {
    switch task {
    case .classification: count > 1 ? ("class", "classes") : ("output", "outputs")
    case .multilabel: ("label", "labels")
    case .regression: ("output", "outputs")
    }
  }

  /// The title of an output: its name, or "class 3".
  func title(of output: Int) -> String { names?[output] ?? "\(noun.one) \(output)" }

  /// The name of a class, or its number. For a single yes-or-no output, the name of *no* may be
  /// missing.
  public func className(_ label: Int) -> String {
    guard count == 1 else {
      return names.map { $0.indices.contains(label) ? $0[label] : "\(label)" } ?? "\(label)"
    }
    guard let name = names?[0] else { return String(label) }
    return label == 1 ? name : noName ?? "not \(name)"
  }
}
