import LimnAttribution
import LimnCore

/// The conditions that every plan satisfies: no count, shape, name or path of a plan from a file is
/// used before they are checked.
extension RunPlan {
  static let mostRows = 1 << 31
  static let mostClasses = 10_000
  static let mostFeatures = 1 << 28
  static let mostMethods = 64

  /// The first field with a value that no run writes; `nil` for a possible plan.
  var impossibleField: String? {
    let checks: [(String, Bool)] = [
      ("version", Self.isShort(version)), ("arithmetic", Self.isShort(arithmetic)),
      ("model.name", Self.isShort(model.name)), ("model.sha256", Self.isShort(model.sha256)),
      ("model.inputShape", model.width != nil),
      (
        "model.output",
        (1...Self.mostClasses).contains(model.output.count)
          && (model.output.givenNames ?? []).allSatisfy { Self.isShort($0, most: 1 << 12) }
      ),
      ("model.classCount", model.classCount == model.output.classCount),
      ("inputs.name", Self.isShort(inputs.name)), ("inputs.sha256", Self.isDigest(inputs.sha256)),
      ("inputs.firstRow", (0...Self.mostRows).contains(inputs.firstRow)),
      ("inputs.count", (1...Self.mostRows).contains(inputs.count)),
      ("inputs.labelsSHA256", inputs.labelsSHA256.map(Self.isDigest) ?? true),
      ("objective.target", isOutput(objective.target) || objective.target == "predicted"),
      ("objective.against", objective.against.map { isOutput("\($0)") } ?? true),
      ("objective.scale", LimnCore.Objective.Scale(rawValue: objective.scale) != nil),
      ("baseline", Self.isShort(baseline, most: 1 << 12)),
      ("methods", (1...Self.mostMethods).contains(methods.count) && firstMeetingMethod == nil),
      ("methods.name", methods.allSatisfy { Self.isFileName($0.name) }),
      (
        "methods.settings",
        methods.allSatisfy { method in
          method.settings.count <= 256
            && method.settings.allSatisfy {
              Self.isShort($0.name) && Self.isShort($0.value, most: 1 << 12)
            }
        }
      ),
      ("evaluation.rows", evaluation.map { (1...Self.mostRows).contains($0.rows) } ?? true),
      ("evaluation.baseline", evaluation.map { Self.isShort($0.baseline, most: 1 << 12) } ?? true),
      ("pageSHA256", Self.isDigest(pageSHA256)),
      ("chunkRows", (1...Self.mostRows).contains(chunkRows)),
    ]
    return checks.first { !$0.1 }?.0
  }

  /// The first method with a file name that an earlier method has too.
  var firstMeetingMethod: String? {
    var seen: Set<String> = []
    for method in methods {
      for name in arrayNames(of: method) where !seen.insert(name).inserted { return method.name }
    }
    return nil
  }

  /// Whether a method's name can be used in file names: lowercase letters, digits and hyphens, but
  /// no hyphen first.
  static func isFileName(_ name: String) -> Bool {
    let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
    let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    let hyphen = UInt8(ascii: "-")
    return (1...64).contains(name.utf8.count) && name.utf8.first != hyphen
      && name.utf8.allSatisfy { letters.contains($0) || digits.contains($0) || $0 == hyphen }
  }

  private func isOutput(_ text: String) -> Bool {
    guard let output = Int(text), "\(output)" == text else { return false }
    return (0..<model.output.count).contains(output)
  }

  private static func isShort(_ text: String, most: Int = 1 << 10) -> Bool {
    text.utf8.count <= most && !text.utf8.contains(0)
  }

  private static func isDigest(_ text: String) -> Bool {
    let digits = Array("0123456789abcdef".utf8)
    return text.utf8.count == 64 && text.utf8.allSatisfy(digits.contains)
  }
}

extension RunPlan.Model {
  /// The number of values of one input; `nil` for an impossible shape.
  var width: Int? {
    guard (1...4).contains(inputShape.count) else { return nil }
    var width = 1
    for size in inputShape {
      let (product, overflows) = width.multipliedReportingOverflow(by: size)
      guard size > 0, !overflows, product <= RunPlan.mostFeatures else { return nil }
      width = product
    }
    return width
  }
}
