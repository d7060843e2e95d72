/// One metric of one method over a batch, with its random control.
public struct MetricSummary: Sendable, Hashable, Codable {
  /// The metric.
  public let metric: Metric
  /// The method's value for each row.
  public let values: [MetricValue]
  /// The control's value for each row.
  public let controlValues: [MetricValue]
  /// The distribution of the method's values; `nil` if no row has one.
  public let spread: Spread?
  /// The distribution of the control's values; `nil` if no row has one.
  public let controlSpread: Spread?
  /// The reasons why rows have no value, with the number of rows for each; in the order of
  /// ``UndefinedReason``.
  public let undefined: [UndefinedCount]
  /// The sign test of the method against its control.
  public let signTest: SignTest
  /// The verdict on the method; `nil` if the method or its control has no value.
  public let verdict: Verdict?

  /// The number of rows without a value for one reason.
  public struct UndefinedCount: Sendable, Hashable, Codable {
    /// The reason.
    public let reason: UndefinedReason
    /// The number of rows.
    public let count: Int
  }

  /// Summarises one metric over a batch.
  ///
  /// - Parameters:
  ///   - metric: the metric.
  ///   - values: the method's value for each row.
  ///   - controlValues: the control's value for each row; as many as `values`.
  /// - Throws: ``EvaluationError/rowCount(of:found:expected:)`` for another number of controls than
  ///   of values.
  public init(_ metric: Metric, values: [MetricValue], controlValues: [MetricValue]) throws {
    self.metric = metric
    self.values = values
    self.controlValues = controlValues
    spread = Spread(values)
    controlSpread = Spread(controlValues)
    undefined = UndefinedReason.allCases.compactMap { reason in
      let count = values.count { $0.reason == reason }
      return count > 0 ? UndefinedCount(reason: reason, count: count) : nil
    }
    signTest = try SignTest(values, against: controlValues, direction: metric.direction)
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
