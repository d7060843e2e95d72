/// What can be wrong with a request for an attribution.
public enum AttributionError: Error, Equatable {
  case objectiveCount(found: Int, expected: Int)
  case nonFiniteInput(row: Int, column: Int)
  case baselineWidth(found: Int, expected: Int)
  case nonFiniteBaseline(column: Int)
}
