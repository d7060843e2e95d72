import LimnAttribution
import LimnCore
import LimnEvaluation

extension ReportMethod {
  /// One of Limn's own methods, told from others by all its options.
  ///
  /// - Returns: `nil` for another method: its settings must be named.
  public init?(known attributor: any Attributor) {
    let settings: [(String, String)]
    switch attributor {
    case let method as IntegratedGradients:
      settings = [("rule", "\(method.rule)"), ("baseline", method.baseline.fingerprint)]
    case let method as LIME:
      settings = [
        ("background", method.background.fingerprint),
        ("segments", method.segmentation.fingerprint),
        ("samples", method.samples.text), ("kernel width", "\(method.kernelWidth)"),
        ("ridge", method.ridge.text), ("distance", "\(method.distance)"),
        ("sampling", "\(method.sampling)"), ("selection", "\(method.selection)"),
        ("seed", "\(method.seed)"),
      ]
    case let method as TabularLIME:
      settings = [
        ("background", Background.rows(method.background).fingerprint),
        ("representation", method.representation.rawValue), ("samples", "\(method.samples)"),
        ("kernel width", method.kernelWidth.text), ("ridge", "\(method.ridge)"),
        ("selection", "\(method.selection)"), ("seed", "\(method.seed)"),
      ]
    case let method as SHAP:
      settings = [
        ("background", method.background.fingerprint),
        ("segments", method.segmentation.fingerprint),
        ("estimator", "\(method.estimator)"), ("evaluations", method.evaluations.text),
        ("precision", method.precision.text), ("decays", method.decays.rawValue),
        ("seed", "\(method.seed)"),
      ]
    case let method as Saliency:
      settings = [("baseline", method.baseline.fingerprint)]
    case let method as GradientTimesInput:
      settings = [("baseline", method.baseline.fingerprint)]
    case let method as SmoothGrad:
      settings = [("baseline", method.baseline.fingerprint)] + method.noise.settings
    case let method as VarGrad:
      settings = [("baseline", method.baseline.fingerprint)] + method.noise.settings
    default:
      return nil
    }
    self.init(
      EvaluatedMethod(known: attributor), settings: settings.map { RunPlan.Setting($0.0, $0.1) })
  }
}

extension Optional where Wrapped: CustomStringConvertible {
  fileprivate var text: String { map(\.description) ?? "default" }
}

extension GradientNoise {
  fileprivate var settings: [(String, String)] {
    [
      ("noise", "\(level)"), ("ranges", ranges.map { String(fingerprint(of: $0)) } ?? "own"),
      ("samples", "\(samples)"), ("seed", "\(seed)"),
    ]
  }
}

extension Baseline {
  /// What tells it from other baselines.
  var fingerprint: String {
    switch self {
    case .zeros: "zeros"
    case .values(let values): "values \(LimnReports.fingerprint(of: values))"
    }
  }
}

extension Background {
  fileprivate var fingerprint: String {
    switch self {
    case .baseline(let baseline): baseline.fingerprint
    case .rows(let rows):
      "\(plural(rows.rows, "row")) \(LimnReports.fingerprint(of: rows.elements))"
    }
  }

  private func plural(_ count: Int, _ noun: String) -> String {
    count == 1 ? "1 \(noun)" : "\(count) \(noun)s"
  }
}

extension Segmentation {
  fileprivate var fingerprint: String {
    switch self {
    case .features: "features"
    case .blocks(let size): "blocks of \(size)×\(size)"
    case .labels(let labels): "labels \(SHA256.digest(of: "\(labels)".utf8).prefix(16))"
    }
  }
}

/// Tells arrays apart by their bits.
private func fingerprint(of values: [Float]) -> Substring {
  var writer = ByteWriter()
  writer.append(values)
  return SHA256.digest(of: writer.bytes).prefix(16)
}
