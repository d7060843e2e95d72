import LimnCore
import LimnData

extension Targets {
  /// The outputs of a network that is trained on these targets: a softmax over classes, a sigmoid
  /// for each label, or plain numbers.
  ///
  /// - Parameter names: one name for each class, label or number, or `nil`.
  /// - Throws: `ModelError.outputNames` if the number of names differs.
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
