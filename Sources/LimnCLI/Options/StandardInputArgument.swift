import LimnData

/// A member of an archive from standard input, as in `--input -:train`, which the argument parser
/// would take for an option.
enum StandardInputArgument {
  /// The arguments with such a value joined to the option before it: `--input=-:train`.
  static func joined(_ arguments: [String]) -> [String] {
    var result: [String] = []
    for argument in arguments {
      if argument != InputFile.standardInput, InputFile.isStandardInput(argument),
        let option = result.last, option.hasPrefix("--"), option != "--", !option.contains("=")
      {
        result[result.count - 1] = "\(option)=\(argument)"
      } else {
        result.append(argument)
      }
    }
    return result
  }
}
