import LimnCore
import LimnNetwork

extension LRP {
  /// Which rule is used for which layer.
  public enum Composite: String, Sendable, Hashable, Codable, CaseIterable {
    /// The ε rule for all layers.
    case epsilon
    /// The flat rule for the first layer with weights, z⁺ for other convolutions and ε for other
    /// dense layers.
    case epsilonPlusFlat = "epsilon-plus-flat"
    /// The box rule for the first layer with weights if it is a convolution, γ for other
    /// convolutions and ε for dense layers.
    case epsilonGammaBox = "epsilon-gamma-box"
    /// The αβ rule with α = 2 and β = 1 for convolutions, and ε for dense layers.
    case epsilonAlpha2Beta1 = "epsilon-alpha2-beta1"
  }

  /// The smallest and the largest value a feature of the input may have.
  public struct Box: Sendable, Hashable, Codable {
    /// The smallest value a feature may have.
    public let low: Double
    /// The largest value a feature may have.
    public let high: Double

    /// Creates a box; `low` must be below `high`, which is checked by ``Configuration/validate()``.
    public init(low: Double, high: Double) {
      self.low = low
      self.high = high
    }
  }

  /// The settings of LRP.
  public struct Configuration: MethodConfiguration {
    public static let method = "lrp"

    /// The rules for the layers. `nil` for ``Composite/epsilonPlusFlat`` if the network has
    /// convolutions, else ``Composite/epsilon``, since the flat rule would spread relevance evenly
    /// over the whole input of a first dense layer.
    public var composite: Composite?
    /// The ε added to the magnitude of the divisor in the ε rule; in ``epsilonRange``.
    public var epsilon: Double
    /// The γ of the γ rule; in ``gammaRange``.
    public var gamma: Double
    /// The box of the box rule, required by ``Composite/epsilonGammaBox``; its ends are in
    /// ``boxRange``.
    public var box: Box?
    /// The reference of the score difference; the values do not depend on it.
    public var baseline: Baseline

    /// Creates settings. Units and ranges are documented at the properties.
    public init(
      composite: Composite? = nil, epsilon: Double = 1e-6, gamma: Double = 0.25,
      box: Box? = nil, baseline: Baseline = .zeros
    ) {
      self.composite = composite
      self.epsilon = epsilon
      self.gamma = gamma
      self.box = box
      self.baseline = baseline
    }

    /// The permitted range of ``epsilon``.
    public static let epsilonRange = SettingRange("epsilon", 0...1e12)
    /// The permitted range of ``gamma``.
    public static let gammaRange = SettingRange("gamma", 0...1e6)
    /// The permitted range of the ends of ``box``.
    public static let boxRange = SettingRange("box", -1e30...1e30)

    public func validate() throws {
      try Self.epsilonRange.check(epsilon)
      try Self.gammaRange.check(gamma)
      guard let box else { return }
      try Self.boxRange.check(box.low)
      try Self.boxRange.check(box.high)
      guard box.low < box.high else {
        throw AttributionError.outOfRange(
          setting: "box", found: "\(box.low),\(box.high)", range: "two numbers, the lower first")
      }
    }

    public func bound(to model: any Model) throws -> any Attributor {
      try bound(to: model) { try LRP($1.layers(of: $0), settings: $1) }
    }

    func options(of composite: Composite) -> [Attribution.Option] {
      [.init("composite", composite.rawValue), .init("epsilon", epsilon)]
        + (composite == .epsilonGammaBox ? [.init("gamma", gamma)] : [])
        + (composite == .epsilonGammaBox
          ? box.map { [.init("box", "\($0.low) to \($0.high)")] } ?? [] : [])
    }

    /// The composite used for a network.
    func composite(for network: Network) -> Composite {
      let hasConvolution = network.anatomy.nodes.contains {
        if case .convolution = $0.form { true } else { false }
      }
      return composite ?? (hasConvolution ? .epsilonPlusFlat : .epsilon)
    }

    /// A network with merged normalisations and the composite's rule for each node.
    ///
    /// - Throws: ``AttributionError/noRule(method:layer:)``, ``AttributionError/noBox``.
    func ruled(_ network: Network, by composite: Composite) throws -> RuledNetwork {
      let firsts = network.firstWeightedNodes
      return try RuledNetwork(network) { node in
        let operation = network.nodes[node.index].operation
        func bound(_ rule: RelevanceRule) -> any BackwardRule {
          BoundRelevanceRule(rule, for: operation)
        }
        let isFirst = firsts.contains(node.index)
        switch node.form {
        case .identity, .diagonal, .piecewiseLinear, .elementwise: return PassRule()
        case .maximum: return GradientRule()
        case .affine(let form) where operation.parameters.isEmpty:
          // Operations that only move elements do not divide relevance.
          return form.onlyMoves
            ? GradientRule() : bound(.epsilon(Double(RelevanceRule.standardStabilizer)))
        case .dense, .affine:
          return bound(
            isFirst && composite == .epsilonPlusFlat ? .flat : .epsilon(epsilon))
        case .convolution:
          switch composite {
          case .epsilon: return bound(.epsilon(epsilon))
          case .epsilonPlusFlat: return bound(isFirst ? .flat : .zPlus)
          case .epsilonAlpha2Beta1: return bound(.alphaBeta(alpha: 2, beta: 1))
          case .epsilonGammaBox where isFirst:
            guard let box else { throw AttributionError.noBox }
            return BoundRelevanceRule(
              .box, for: operation, range: network.range(at: node, of: box))
          case .epsilonGammaBox: return bound(.gamma(gamma))
          }
        case .smooth:
          throw AttributionError.noRule(method: LRP.Configuration.method, layer: node.title)
        }
      }
    }
  }
}

extension Network {
  /// The nodes with weights that are not preceded by others.
  fileprivate var firstWeightedNodes: Set<Int> {
    var isBehind = [Bool](repeating: false, count: shapes.count)
    var firsts: Set<Int> = []
    for (index, node) in nodes.enumerated() {
      let comesAfter = node.inputs.contains { isBehind[$0] }
      let hasWeights = !node.operation.parameters.isEmpty
      if hasWeights, !comesAfter { firsts.insert(index) }
      isBehind[index + 1] = comesAfter || hasWeights
    }
    return firsts
  }

  /// The range of a node's input if the network's input lies in a box. Only elementwise maps
  /// without weights come before the node.
  fileprivate func range(at node: Anatomy.Node, of box: LRP.Box) -> (low: Matrix, high: Matrix) {
    func value(_ end: Double) -> Matrix {
      trace(of: Matrix(rows: 1, columns: inputShape.count, repeating: Float(end)))
        .values[node.inputs[0]]
    }
    let (a, b) = (value(box.low), value(box.high))
    return (
      Matrix(row: zip(a.elements, b.elements).map { min($0, $1) }),
      Matrix(row: zip(a.elements, b.elements).map { max($0, $1) })
    )
  }
}
