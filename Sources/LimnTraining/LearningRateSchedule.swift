#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// The learning rate as a function of the epoch; it is constant within an epoch.
public enum LearningRateSchedule: Sendable, Hashable, Codable {
  /// η₀ in every epoch.
  case constant(Double)
  /// `η₀ · factor^⌊t/every⌋` after `t` epochs.
  case step(initial: Double, factor: Double, every: Int)
  /// `η_T + ½(η₀ − η_T)(1 + cos πt/T)` after `t` of `T` epochs (Loshchilov and Hutter 2017,
  /// arXiv 1608.03983, equation 5, without restarts).
  case cosine(initial: Double, final: Double)

  /// The learning rate of the first epoch, η₀.
  public var initial: Double {
    switch self {
    case .constant(let rate): rate
    case .step(let initial, _, _): initial
    case .cosine(let initial, _): initial
    }
  }

  /// The learning rate of an epoch.
  ///
  /// - Parameters:
  ///   - completed: the number of epochs before it.
  ///   - total: the total number of epochs of the run.
  public func rate(after completed: Int, of total: Int) -> Double {
    switch self {
    case .constant(let rate):
      return rate
    case .step(let initial, let factor, let every):
      return initial * pow(factor, Double(completed / every))
    case .cosine(let initial, let final):
      let progress = Double(completed) / Double(total)
      return final + 0.5 * (initial - final) * (1 + cos(Double.pi * progress))
    }
  }

  /// Checks the ranges of the parameters.
  ///
  /// - Throws: `TrainingError.setting`.
  func check() throws {
    try AllowedRange.positive.check("learning rate", initial)
    switch self {
    case .constant: break
    case .step(_, let factor, let every):
      try AllowedRange.positive.check("learning rate factor", factor)
      try AllowedRange.count.check("epochs between steps of the learning rate", Double(every))
    case .cosine(_, let final):
      try AllowedRange.nonNegative.check("final learning rate", final)
    }
  }
}
