import LimnAttribution
import LimnCore
import LimnEvaluation
import LimnNetwork

/// The model that a report explains.
public struct ReportModel: Sendable {
  /// The explained model.
  public let model: any Model
  /// The name of the model: "embedded digits model", "mlp.onnx".
  public let name: String
  /// The digest that distinguishes it from other models of the same name: 64 hexadecimal digits.
  public let sha256: String

  /// A model with its name and the digest of its file, which distinguish runs.
  ///
  /// - Parameters:
  ///   - model: the model.
  ///   - name: its name.
  ///   - sha256: the digest of its file, 64 hexadecimal digits.
  public init(_ model: any Model, name: String, sha256: String) {
    self.model = model
    self.name = name
    self.sha256 = sha256
  }

  /// A network, identified by a digest of its layers and its weights. Cost: one pass over the
  /// weights.
  public init(_ network: Network, name: String) {
    var hash = SHA256()
    for node in network.nodes {
      let layer = node.operation
      // The edges of a graph; a chain's are implied by the order.
      if !network.isChain { hash.append(Array("\(node.inputs) ".utf8)) }
      // A layer without trained values is small, and its description contains its settings.
      hash.append(Array((layer.parameters.isEmpty ? "\(layer) " : "\(layer.kind) ").utf8))
      for parameter in layer.parameters {
        hash.append(Array("\(parameter.name) ".utf8))
        var writer = ByteWriter()
        writer.append(parameter.values.elements)
        hash.append(writer.bytes)
      }
    }
    self.init(network, name: name, sha256: hash.digest())
  }

  /// A model distinguished from others of the same name by a text.
  ///
  /// - Parameters:
  ///   - model: the model.
  ///   - name: its name.
  ///   - text: a text that changes with the model, such as a command and a version.
  public init(_ model: any Model, name: String, told text: String) {
    self.init(model, name: name, sha256: SHA256.digest(of: text.utf8))
  }

  /// The model as a network, if its layers are accessible.
  var network: Network? { model.network }
}

/// One method of a report, with the settings that distinguish its runs.
public struct ReportMethod: Sendable {
  /// The method.
  public var attributor: any Attributor { evaluated.attributor }
  /// The method as an evaluation needs it.
  public let evaluated: EvaluatedMethod
  /// Every setting that can change a value: "samples" "1000", "seed" "0".
  public let settings: [RunPlan.Setting]

  /// A method with the settings that distinguish its runs.
  public init(_ evaluated: EvaluatedMethod, settings: [RunPlan.Setting]) {
    self.evaluated = evaluated
    self.settings = settings
  }

  /// A method without a configuration, with explicit settings.
  public init(_ attributor: any Attributor, settings: [RunPlan.Setting]) {
    self.init(EvaluatedMethod(attributor), settings: settings)
  }

  /// A method with a configuration: any of Limn's own, and others that have one.
  ///
  /// - Throws: ``ReportError/unnamedSettings(method:)`` for a method without a configuration; the
  ///   errors of encoding it.
  public init(_ attributor: any Attributor) throws {
    guard let configuration = attributor.configuration else {
      throw ReportError.unnamedSettings(method: attributor.name)
    }
    self.init(attributor, settings: try configuration.settings())
  }
}

/// The objective that is explained for every row.
public struct ReportObjective: Sendable, Hashable, Codable {
  /// The explained output.
  public enum Target: Sendable, Hashable {
    /// The predicted class; for other tasks, the most probable label, or the first number.
    case predicted
    /// A class or output by its index.
    case label(Int)
  }

  /// The explained output.
  public let target: Target
  /// The output it is compared with, if any.
  public let against: Int?
  /// The scale; `nil` for the model's default, `OutputSchema.defaultScale`.
  public let scale: Objective.Scale?

  /// The objective for every row; by default, the predicted class on the model's own scale.
  ///
  /// - Parameters:
  ///   - target: the explained output.
  ///   - against: the output it is compared with, if any.
  ///   - scale: the scale; `nil` for the model's default.
  public init(target: Target = .predicted, against: Int? = nil, scale: Objective.Scale? = nil) {
    self.target = target
    self.against = against
    self.scale = scale
  }

  /// The objective with its scale resolved.
  func resolved(for output: OutputSchema) -> ResolvedObjective {
    ResolvedObjective(target: target, against: against, scale: scale ?? output.defaultScale)
  }
}

extension ReportObjective.Target: Codable {
  private static let predictedText = "predicted"

  /// Encodes `"predicted"`, or the index of an output.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .predicted: try container.encode(Self.predictedText)
    case .label(let label): try container.encode(label)
    }
  }

  /// Decodes a target. Whether a model has the output is checked where it is explained.
  ///
  /// - Throws: `DecodingError` for anything but `"predicted"` or an integer.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    do {
      let text = try container.decode(String.self)
      guard text == Self.predictedText else {
        throw DecodingError.dataCorruptedError(
          in: container,
          debugDescription: "\"\(text)\" is not \"predicted\" or the index of an output")
      }
      self = .predicted
    } catch DecodingError.typeMismatch {
      self = .label(try container.decode(Int.self))
    }
  }
}

/// An objective whose scale is resolved for a model.
struct ResolvedObjective: Sendable {
  let target: ReportObjective.Target
  let against: Int?
  let scale: Objective.Scale

  /// - Parameter explained: the explained output if the target is
  ///   ``ReportObjective/Target/predicted``.
  func objective(explained: Int) -> Objective {
    let label =
      switch target {
      case .predicted: explained
      case .label(let label): label
      }
    return Objective(target: label, against: against, scale: scale)
  }

  /// - Throws: `ModelError` if the model does not have the objective.
  func requireValid(for model: any Model) throws {
    // The explained output always differs from the one it is compared with.
    try objective(explained: against == 0 && model.output.count > 1 ? 1 : 0).validate(for: model)
  }

  var plan: RunPlan.Objective {
    let target =
      switch target {
      case .predicted: "predicted"
      case .label(let label): String(label)
      }
    return RunPlan.Objective(target: target, against: against, scale: scale.rawValue)
  }
}
