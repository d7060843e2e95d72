import LimnAttribution
import LimnCore
import LimnEvaluation
import LimnNetwork

/// The model a report is about.
public struct ReportModel: Sendable {
  /// The model that is explained.
  public let model: any Model
  /// "embedded digits model", "mlp.onnx".
  public let name: String
  /// What tells it from other models of that name: of its file, 64 hexadecimal digits.
  public let sha256: String

  /// A model with its name and the digest of its file, by which runs are told apart.
  public init(_ model: any Model, name: String, sha256: String) {
    self.model = model
    self.name = name
    self.sha256 = sha256
  }

  /// A network, told from others by its layers and its weights.
  public init(_ network: Network, name: String) {
    var hash = SHA256()
    for node in network.nodes {
      let layer = node.operation
      // How the nodes of a graph hang together; those of a chain do in one way only.
      if !network.isChain { hash.append(Array("\(node.inputs) ".utf8)) }
      // A layer without trained values is small, and its description holds its settings.
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

  /// A model told from others of that name by a text.
  public init(_ model: any Model, name: String, told text: String) {
    self.init(model, name: name, sha256: SHA256.digest(of: text.utf8))
  }

  /// The model as a network, where its layers can be seen.
  var network: Network? { model.network }
}

/// One method of a report, with the settings that tell two runs of it apart.
public struct ReportMethod: Sendable {
  /// The method.
  public var attributor: any Attributor { evaluated.attributor }
  /// The method as an evaluation needs it.
  public let evaluated: EvaluatedMethod
  /// Every setting that can change a value: "samples" "1000", "seed" "0".
  public let settings: [RunPlan.Setting]

  /// A method with what tells it from other runs.
  public init(_ evaluated: EvaluatedMethod, settings: [RunPlan.Setting]) {
    self.evaluated = evaluated
    self.settings = settings
  }

  /// A method whose settings are named here, for one without a configuration.
  public init(_ attributor: any Attributor, settings: [RunPlan.Setting]) {
    self.init(EvaluatedMethod(attributor), settings: settings)
  }

  /// A method by its configuration: Limn's own, and any other that has one.
  ///
  /// - Throws: ``ReportError/unnamedSettings(method:)`` for a method without a configuration, and what
  ///   encoding it throws.
  public init(_ attributor: any Attributor) throws {
    guard let configuration = attributor.configuration else {
      throw ReportError.unnamedSettings(method: attributor.name)
    }
    self.init(attributor, settings: try configuration.settings())
  }
}

/// What is explained of every row.
public struct ReportObjective: Sendable, Hashable {
  /// Which output.
  public enum Target: Sendable, Hashable {
    /// That of the predicted class; else the label most in favour, or the first number.
    case predicted
    /// A class or output by its number.
    case label(Int)
  }

  /// What is explained.
  public let target: Target
  /// The output it is set against, if any.
  public let against: Int?
  /// On which scale; `nil` for the model's own, `OutputSchema.defaultScale`.
  public let scale: Objective.Scale?

  /// What is explained of every row.
  public init(target: Target = .predicted, against: Int? = nil, scale: Objective.Scale? = nil) {
    self.target = target
    self.against = against
    self.scale = scale
  }

  /// The same, its scale found.
  func resolved(for output: OutputSchema) -> ResolvedObjective {
    ResolvedObjective(target: target, against: against, scale: scale ?? output.defaultScale)
  }
}

/// What is explained of every row of a model's.
struct ResolvedObjective: Sendable {
  let target: ReportObjective.Target
  let against: Int?
  let scale: Objective.Scale

  /// - Parameter explained: the output that is explained unless another is asked for.
  func objective(explained: Int) -> Objective {
    let label =
      switch target {
      case .predicted: explained
      case .label(let label): label
      }
    return Objective(target: label, against: against, scale: scale)
  }

  /// - Throws: `ModelError` where the model does not have it.
  func requireValid(for model: any Model) throws {
    // Whichever output is explained, it is another one than that it is set against.
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
