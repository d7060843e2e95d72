/// One metric of one method over a batch, beside the random control.
public struct MetricSummary: Sendable, Hashable, Codable {
  /// The metric.
  public let metric: Metric
  /// The method's value of each row.
  public let values: [MetricValue]
  /// The control's value of each row.
  public let controlValues: [MetricValue]
  /// `nil` where no row has a value.
  public let spread: Spread?
  /// The same of the random control, where there is one.
  public let controlSpread: Spread?
  /// Why rows have no value, and how many; reasons in a fixed order.
  public let undefined: [UndefinedCount]
  /// How the method fares against its control.
  public let signTest: SignTest
  /// `nil` where no row has a value.
  public let verdict: Verdict?

  /// How many rows lack a value for one reason.
  public struct UndefinedCount: Sendable, Hashable, Codable {
    /// Why there is no value.
    public let reason: UndefinedReason
    /// On how many inputs.
    public let count: Int
  }

  /// Summarises one metric over a batch, a value of the method and of the control for each input.
  public init(_ metric: Metric, values: [MetricValue], controlValues: [MetricValue]) {
    self.metric = metric
    self.values = values
    self.controlValues = controlValues
    spread = Spread(values)
    controlSpread = Spread(controlValues)
    undefined = UndefinedReason.allCases.compactMap { reason in
      let count = values.count { $0.reason == reason }
      return count > 0 ? UndefinedCount(reason: reason, count: count) : nil
    }
    signTest = SignTest(values, against: controlValues, direction: metric.direction)
    if let spread, let controlSpread {
      verdict =
        metric == .parameterRandomization
        ? Verdict(
          randomization: signTest, median: spread.median, controlMedian: controlSpread.median)
        : Verdict(signTest)
    } else {
      verdict = nil
    }
  }
}
