import LimnCore

/// Which features a surrogate may use; the others get 0. As in lime, each selection looks at the
/// weighted points, and the surrogate is then fitted anew on what it chose. Standard errors do not
/// know that there was a choice.
public enum FeatureSelection: Sendable, Hashable {
  /// All of them.
  case all
  /// The given number of features whose parts in the prediction are largest, in the
  /// surrogate on all of them with a penalty of 0.01.
  case highestWeights(Int)
  /// The given number of features, one after another, each the one that explains most of what
  /// those before it leave.
  case forward(Int)
  /// The features of the last point on the lasso path that has no more than the given number.
  case lassoPath(Int)

  /// The number of features to keep; `nil` for all.
  public var limit: Int? {
    switch self {
    case .all: nil
    case .highestWeights(let count), .forward(let count), .lassoPath(let count): count
    }
  }

  /// The penalty of the fit that ``highestWeights(_:)`` ranks; lime's.
  private static let rankingRidge = 0.01

  /// How many features may be kept.
  public static let countRange = SettingRange("select", 1...1_000_000_000)

  /// - Throws: `AttributionError.outOfRange`.
  func validate() throws { try Self.countRange.check(limit) }

  /// The chosen features, ascending.
  ///
  /// - Parameter parts: what a coefficient is multiplied by to be ranked: 1s for masks.
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

  /// Forward selection on the equations: what a feature j adds to the explained sum of squares is
  /// `c_j²/G_jj`, once the chosen ones are taken out of G and c.
  private static func forward(
    _ equations: NormalEquations, _ target: NormalEquations.Target, limit: Int
  ) -> [Int] {
    let n = equations.features
    var (gram, cross, chosen) = (equations.gram, target.cross, [Int]())
    while chosen.count < limit {
      // A feature that those before it make up has nothing left of itself.
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
  /// In words, with the number of features that were chosen: "forward, 6"; `nil` where there was no
  /// choice.
  func description(chosen: Int) -> String? {
    switch self {
    case .all: nil
    case .highestWeights: "highest weights, \(chosen)"
    case .forward: "forward, \(chosen)"
    case .lassoPath: "lasso path, \(chosen)"
    }
  }
}
