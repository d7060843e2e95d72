import LimnCore

/// Which features a surrogate uses; the others get the value 0. As in lime, features are selected
/// on the weighted samples, and the surrogate is then fitted again on the selected features. The
/// standard errors do not account for the selection.
public enum FeatureSelection: Sendable, Hashable {
  /// All features.
  case all
  /// The given number of features with the largest contributions to the prediction, in a surrogate
  /// fitted to all features with a penalty of 0.01.
  case highestWeights(Int)
  /// Forward selection of the given number of features: each is the one that explains most of the
  /// remaining variation.
  case forward(Int)
  /// The features of the last point on the lasso path with at most the given number of features.
  case lassoPath(Int)

  /// The number of features to keep; `nil` for all.
  public var limit: Int? {
    switch self {
    case .all: nil
    case .highestWeights(let count), .forward(let count), .lassoPath(let count): count
    }
  }

  /// The penalty of the fit used by ``highestWeights(_:)``, as in lime.
  private static let rankingRidge = 0.01

  /// The permitted number of features to keep.
  public static let countRange = SettingRange("select", 1...1_000_000_000)

  /// - Throws: ``AttributionError/outOfRange(setting:found:range:)``.
  func validate() throws { try Self.countRange.check(limit) }

  /// The selected features, ascending.
  ///
  /// - Parameter parts: the factors by which coefficients are multiplied before they are ranked: 1
  ///   for masks.
  func features(
    _ equations: NormalEquations, _ target: NormalEquations.Target, parts scales: [Double]
  ) -> [Int] {
    let all = Array(0..<equations.features)
    guard let limit, limit < all.count else { return all }
    switch self {
    case .all:
      return all
    case .highestWeights:
      guard let factor = equations.factor(all, ridge: Self.rankingRidge) else { return all }
      let parts = zip(factor.solve(target.cross), scales).map { abs($0 * $1) }
      return all.sorted { (parts[$1], $0) < (parts[$0], $1) }.prefix(limit).sorted()
    case .forward:
      return Self.forward(equations, target, limit: limit)
    case .lassoPath:
      let supports = LassoPath(gram: equations.gram, cross: target.cross).supports
      return supports.last { $0.count <= limit } ?? []
    }
  }

  /// Forward selection on the normal equations: a feature j adds `c_j²/G_jj` to the explained sum
  /// of squares, after the selected features have been eliminated from G and c.
  private static func forward(
    _ equations: NormalEquations, _ target: NormalEquations.Target, limit: Int
  ) -> [Int] {
    let n = equations.features
    var (gram, cross, chosen) = (equations.gram, target.cross, [Int]())
    while chosen.count < limit {
      // Features that are linear combinations of the selected ones are excluded.
      let open = (0..<n).filter {
        !chosen.contains($0) && gram[$0 * n + $0] > 1e-9 * equations.gram[$0 * n + $0]
      }
      func gain(_ feature: Int) -> Double {
        cross[feature] * cross[feature] / gram[feature * n + feature]
      }
      guard let best = open.max(by: { (gain($0), $1) < (gain($1), $0) }) else { break }
      chosen.append(best)
      let row = Array(gram[best * n..<(best + 1) * n])
      let (pivot, explained) = (row[best], cross[best])
      for i in 0..<n {
        cross[i] -= row[i] * explained / pivot
        for j in 0..<n { gram[i * n + j] -= row[i] * row[j] / pivot }
      }
    }
    return chosen.sorted()
  }
}

extension FeatureSelection {
  /// A description with the number of selected features: "forward, 6"; `nil` if all are used.
  func description(chosen: Int) -> String? {
    switch self {
    case .all: nil
    case .highestWeights: "highest weights, \(chosen)"
    case .forward: "forward, \(chosen)"
    case .lassoPath: "lasso path, \(chosen)"
    }
  }
}
