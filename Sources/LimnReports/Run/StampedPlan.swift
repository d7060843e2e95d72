import LimnCore

/// A plan with its digest, by which chunks identify their run.
struct StampedPlan: Sendable {
  let plan: RunPlan
  /// 64 hexadecimal digits.
  let digest: String

  /// - Throws: what encoding the plan throws.
  init(_ plan: RunPlan) throws {
    self.plan = plan
    digest = SHA256.digest(of: try plan.json())
  }
}
