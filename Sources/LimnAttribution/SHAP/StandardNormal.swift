import LimnCore

/// `NormalDistribution` four values at a time: Φ and its density φ, looked up.
///
/// From the nearest of the tabulated z a Taylor series of third order, whose derivatives are known:
/// `φ′ = −zφ`, `φ″ = (z² − 1)φ`, `φ‴ = −(z³ − 3z)φ`. Right to 2e-10; past ±8, Φ is 0 or 1 to 1e-15.
struct StandardNormal: Sendable {
  typealias Lanes = RectifiedUnits.Lanes

  /// Made once.
  static let table = StandardNormal()

  /// Where the table ends.
  static let reach = 8.0
  private static let nodesPerUnit = 64.0

  /// Φ and φ of each node, one after another.
  private let nodes: [Double]

  private init() {
    let count = Int(2 * Self.reach * Self.nodesPerUnit) + 1
    nodes = (0..<count).flatMap { index in
      let z = Double(index) / Self.nodesPerUnit - Self.reach
      return [NormalDistribution.cumulative(z), NormalDistribution.density(z)]
    }
  }

  /// Calls `body` with the way into the table, for as long as it runs.
  func withReader<Result>(_ body: (Reader) -> Result) -> Result {
    nodes.withUnsafeBufferPointer { body(Reader(nodes: $0.baseAddress!)) }
  }

  /// Looks values up, without a check on where.
  struct Reader {
    fileprivate let nodes: UnsafePointer<Double>

    /// `z` within the table; what is not a number comes out as its upper end.
    @inline(__always)
    static func clamped(_ z: Lanes) -> Lanes {
      let low = z.replacing(with: StandardNormal.reach, where: .!(z .< StandardNormal.reach))
      return low.replacing(with: -StandardNormal.reach, where: low .< -StandardNormal.reach)
    }

    /// Φ and φ.
    ///
    /// - Parameter z: clamped.
    @inline(__always)
    func callAsFunction(_ z: Lanes) -> (cumulative: Lanes, density: Lanes) {
      // Adding 1.5 · 2⁵² rounds to a whole number and leaves it in the lowest bits.
      let magic = 6_755_399_441_055_744.0
      let shifted = (z + StandardNormal.reach) * StandardNormal.nodesPerUnit + magic
      let places = unsafeBitCast(shifted, to: SIMD4<UInt64>.self)
      let node = (shifted - magic) * (1 / StandardNormal.nodesPerUnit) - StandardNormal.reach
      var (cumulative, density) = (Lanes.zero, Lanes.zero)
      for lane in 0..<Lanes.scalarCount {
        let place = nodes + 2 &* Int(truncatingIfNeeded: places[lane] & 0xffff)
        cumulative[lane] = place[0]
        density[lane] = place[1]
      }
      // The series in d, by Horner's rule: of φ, and of Φ with φ's coefficients.
      let d = z - node
      let square = node * node
      let second = square - 1
      let third = node * (square - 3) * d
      let slope = 1 - d * (node - d * (second * 0.5 - third * (1 / 6.0)))
      let bend = second * (1 / 6.0) - third * (1 / 24.0)
      let sum = d * (1 - d * (node * 0.5 - d * bend))
      return (cumulative + density * sum, density * slope)
    }
  }
}
