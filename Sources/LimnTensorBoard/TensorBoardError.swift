/// An error in the data of an event file.
public enum TensorBoardError: Error, Equatable {
  /// A NaN or an infinity among the values of a histogram, with its tag and its step.
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
