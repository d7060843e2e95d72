import Limn

/// The time of a method with a cached design, for one digit with all 64 pixels as players, on one
/// core.
struct DigitTimes {
  /// A value slightly below 0, which no pixel equals.
  static let background = Background.baseline(.values([Float](repeating: -0.01, count: 64)))

  /// Table cells in milliseconds: one class, all ten classes, and the first call, which creates the
  /// design.
  let cells: [String]

  static let columns = ["one class, ms", "all ten classes, ms", "first of its kind, ms"]

  /// - Parameter method: a new method whose design has not been created, with ``background``.
  init(of method: some JointAttributor, on subject: Subject) throws {
    let digit = Array(subject.digits[row: 0])
    let ten = (0..<10).map { Objective.logit($0) }
    let first = try ContinuousClock().measure {
      _ = try method.attribution(of: digit, objective: ten[0])
    }
    let one = try milliseconds(repeats: 51) {
      _ = try method.attribution(of: digit, objective: ten[0])
    }
    let all = try milliseconds(repeats: 51) {
      _ = try method.attributions(of: digit, objectives: ten)
    }
    cells = [
      fixed(one, digits: 2), fixed(all, digits: 2), fixed(first / .milliseconds(1), digits: 1),
    ]
  }
}
