import LimnCore
import LimnNetwork

extension LRP {
  /// Which rule goes with which layer.
  public enum Composite: String, Sendable, Hashable, Codable, CaseIterable {
    /// ε everywhere.
    case epsilon
    /// Flat on the first layer with weights, z⁺ on other convolutions, ε on other dense layers.
    case epsilonPlusFlat = "epsilon-plus-flat"
    /// The box on the first layer where that is a convolution, γ on other convolutions, ε on dense
    /// layers.
    case epsilonGammaBox = "epsilon-gamma-box"
    /// α = 2, β = 1 on convolutions, ε on dense layers.
    case epsilonAlpha2Beta1 = "epsilon-alpha2-beta1"
  }

  /// The lowest and the highest value that the input's features may have.
  public struct Box: Sendable, Hashable, Codable {
    /// The smallest value that an input can have.
    public let low: Double
    /// The largest value that an input can have.
    public let high: Double

    /// A box from the smallest to the largest value of an input.
    public init(low: Double, high: Double) {
      self.low = low
      self.high = high
    }
  }

  /// The settings of LRP.
  public struct Configuration: MethodConfiguration {
    public static let method = "lrp"

    /// `nil` for ``Composite/epsilonPlusFlat`` where the network has convolutions, else for
    /// ``Composite/epsilon``: flat on a first layer that sees all of the input would say nothing.
    public var composite: Composite?
    /// What ε adds to the size of what it divides by.
    public var epsilon: Double
    /// Of the γ rule.
    public var gamma: Double
    /// Of the box rule; needed where a composite uses it.
    public var box: Box?
    /// What the score at the input is compared with; the values do not depend on it.
    public var baseline: Baseline

    /// Creates settings. Those left out have the defaults; units and ranges stand at the
    /// properties.
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

    /// What ``epsilon`` may be.
    public static let epsilonRange = SettingRange("epsilon", 0...1e12)
    /// What ``gamma`` may be.
    public static let gammaRange = SettingRange("gamma", 0...1e6)
    /// What the ends of ``box`` may be.
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

    /// The composite for a network.
    func composite(for network: Network) -> Composite {
      let hasConvolution = network.anatomy.nodes.contains {
        if case .convolution = $0.form { true } else { false }
      }
      return composite ?? (hasConvolution ? .epsilonPlusFlat : .epsilon)
    }

    /// A network, its normalisations merged, with the composite's rule for each node.
    ///
    /// - Throws: `AttributionError.noRule`, `.noBox`.
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
          // What only moves elements has nothing to divide.
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
  /// The nodes with weights that no other such node comes before.
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

  /// What the input of a node may be where the network's input lies in a box: no other weights come
  /// before it, only maps of single elements.
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
