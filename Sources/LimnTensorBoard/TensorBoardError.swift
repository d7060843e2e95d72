/// What can be wrong with events.
public enum TensorBoardError: Error, Equatable {
  /// A NaN or an infinity among values that are to be counted; the tag names them.
  case nonFiniteValue(tag: String, step: Int)
}

extension TensorBoardError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .nonFiniteValue(let tag, let step):
      "a value of \(tag) at step \(step) is not a finite number."
    }
  }
}
