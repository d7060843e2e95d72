/// What can be wrong with events.
public enum TensorBoardError: Error, Equatable {
  /// A NaN or an infinity among values that are to be counted; the tag names them.
  case nonFiniteValue(tag: String, step: Int)
}
