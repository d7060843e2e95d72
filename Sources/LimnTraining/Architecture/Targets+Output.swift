import LimnCore
import LimnData

extension Targets {
  /// The outputs of a network that learns to give these targets: a softmax over classes, a sigmoid for
  /// each label, plain numbers.
  ///
  /// - Parameter names: one for each class, label or number, where they have names.
  /// - Throws: `ModelError.outputNames`.
  public func output(names: [String]? = nil) throws(ModelError) -> OutputSchema {
    let link: OutputSchema.Link =
      switch self {
      case .classes: .softmax
      case .flags: .sigmoid
      case .numbers: .identity
      }
    return try OutputSchema(count: width, task: task, link: link, names: names)
  }
}
