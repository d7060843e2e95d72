/// The errors of a regression's predictions, accumulated row by row in constant memory.
struct FitTally: Sendable, Equatable {
  private(set) var count = 0
  private(set) var squaredErrors = 0.0
  private(set) var absoluteErrors = 0.0
  /// The targets' mean and the sum of their squared distances from it, by Welford's update (Knuth,
  /// "The Art of Computer Programming", volume 2, section 4.2.2), which avoids cancellation.
  private var mean = 0.0
  private var squares = 0.0

  mutating func add(predicted: Double, target: Double) {
    count += 1
    squaredErrors += (predicted - target) * (predicted - target)
    absoluteErrors += abs(predicted - target)
    let before = target - mean
    mean += before / Double(count)
    squares += before * (target - mean)
  }

  var meanSquaredError: Double? { count > 0 ? squaredErrors / Double(count) : nil }
  var meanAbsoluteError: Double? { count > 0 ? absoluteErrors / Double(count) : nil }
  /// `nil` if the targets do not vary.
  var rSquared: Double? { squares > 0 ? 1 - squaredErrors / squares : nil }
}
