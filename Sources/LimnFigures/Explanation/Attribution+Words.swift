import LimnAttribution
import LimnCore
import LimnGraphics

extension Attribution {
  /// The method's name as a heading: "Integrated Gradients", "Gradient × Input".
  public var title: String { Self.title(ofMethod: method) }

  /// A method's name as a heading.
  public static func title(ofMethod method: String) -> String {
    let written = [
      "shap": "SHAP", "lime": "LIME", "smoothgrad": "SmoothGrad", "vargrad": "VarGrad", "x": "×",
      "lrp": "LRP", "deeplift": "DeepLIFT", "rise": "RISE",
    ]
    // The name's hyphen is part of it.
    if method == "grad-cam" { return "Grad-CAM" }
    return method.split(separator: "-").map { word in
      written[String(word)] ?? word.prefix(1).uppercased() + word.dropFirst()
    }.joined(separator: " ")
  }

  /// A description of the values with their unit: "contribution to the logit of 3 (logit)".
  ///
  /// - Parameter outputs: the names of the model's outputs; their numbers are used if `nil`.
  public func measure(_ outputs: OutputSchema? = nil) -> String {
    let measure = quantity.measure(of: objective.description(for: outputs))
    return quantity.unit(of: objective.scale.rawValue).map { "\(measure) (\($0))" } ?? measure
  }

  /// Whether a value's sign is not certain at 95%: `|v| < 1.96` standard errors. Never for methods
  /// that do not sample, nor for values without a sign.
  public func signIsUncertain(at index: Int) -> Bool {
    guard quantity.isSigned, let standardErrors else { return false }
    return abs(values[index]) < 1.96 * standardErrors[index]
  }

  /// Whether the sign of a pixel's sum over its channels is not certain at 95%. The sum of the
  /// channels' standard errors serves as its standard error, which it never exceeds.
  func pixelSignIsUncertain(at pixel: Int) -> Bool {
    guard quantity.isSigned, let standardErrors else { return false }
    let places = (0..<shape.channels).map { $0 * shape.pixelCount + pixel }
    let sum = places.reduce(0) { $0 + values[$1] }
    return abs(sum) < 1.96 * places.reduce(0) { $0 + standardErrors[$1] }
  }

  /// The number of values whose sign is not certain at 95%.
  public var uncertainSigns: Int {
    values.indices.count(where: signIsUncertain)
  }

  /// The facts that a reader needs to judge the picture, one sentence each.
  public var findings: [String] {
    var findings: [String] = []
    let unit = objective.scale.rawValue
    if quantity == .contribution {
      findings.append(
        "completeness gap \(NumberText.significant(completenessGap, digits: 2)) \(unit)")
    }
    if let fit {
      findings.append(
        (fit.rSquared.map { "R² \(NumberText.fixed($0, decimals: 3)), " } ?? "no R², ")
          + "effective samples \(NumberText.fixed(fit.effectiveSampleSize, decimals: 0))")
    }
    if let largest = standardErrors?.max() {
      findings.append("largest standard error \(NumberText.significant(largest, digits: 2))")
      if quantity.isSigned {
        let noun = shape.isImage ? shape.channels == 1 ? "pixels" : "values" : "features"
        findings.append("sign uncertain at \(uncertainSigns) of \(values.count) \(noun)")
      }
    }
    findings.append(evaluations == 1 ? "1 evaluation" : "\(evaluations) evaluations")
    return findings
  }

  /// The method's settings in words: "rule exact", "kernel width 2.704".
  public var settings: [String] {
    options.map { option in
      let value =
        switch option.content {
        // A tolerance of 1e-05 is short enough already.
        case .number(let number) where number < 1e-3 && option.value.count <= 5: option.value
        case .number(let number): NumberText.trimmed(number, digits: number < 1e-3 ? 2 : 4)
        case .text, .count, .seed: option.value
        }
      return "\(option.name) \(value)"
    }
  }

  /// The lines under a picture: one per finding, and one for the settings.
  var smallPrint: [String] {
    findings + (settings.isEmpty ? [] : [settings.joined(separator: ", ")])
  }
}

extension Explanation {
  /// A PNG's text chunks for one method's picture: everything needed to reproduce it.
  ///
  /// - Parameters:
  ///   - attribution: the attribution in the picture.
  ///   - scale: the colour scale it is drawn with.
  public func record(of attribution: Attribution, scale: ColorScale) -> [PNG.Text] {
    let ends = [scale.range.lowerBound, scale.range.upperBound]
      .map { String($0) }.joined(separator: " to ")
    return record + [
      PNG.Text("Method", attribution.method),
      PNG.Text("Scale", "\(ends), \(measure(of: attribution))"),
      PNG.Text("Evaluations", String(attribution.evaluations)),
    ] + attribution.options.map { PNG.Text("Option \($0.name)", $0.value) }
  }

  /// A PNG's text chunks for a picture of the whole explanation.
  public var record: [PNG.Text] {
    var record = [
      PNG.Text("Software", "Limn"), PNG.Text("Title", name), PNG.Text("Model", model),
      PNG.Text("Objective", objectives), PNG.Text("Baseline", baseline),
    ]
    if let seed { record.append(PNG.Text("Seed", String(seed))) }
    return record
  }

  /// The measures of the attributions, each with the first attribution that has it, in the methods'
  /// order. If there are several measures, each names its methods.
  var measures: [(label: String, example: Attribution)] {
    var groups: [[Attribution]] = []
    for attribution in attributions {
      if let index = groups.firstIndex(where: { measure(of: $0[0]) == measure(of: attribution) }) {
        groups[index].append(attribution)
      } else {
        groups.append([attribution])
      }
    }
    return groups.map { group in
      let methods = group.map(\.title).joined(separator: ", ")
      let measure = measure(of: group[0])
      return (groups.count > 1 ? "\(methods): \(measure)" : measure, group[0])
    }
  }

  /// The explained objectives: several only if the attributions differ in them.
  var objectives: String {
    var names: [String] = []
    for attribution in attributions {
      let name = attribution.objective.description(for: prediction.schema)
      if !names.contains(name) { names.append(name) }
    }
    return names.joined(separator: ", ")
  }

  func measure(of attribution: Attribution) -> String { attribution.measure(prediction.schema) }
}
