import LimnCore

/// A table of the standard normal distribution, Φ and its density φ, for four values at a time.
///
/// Values are interpolated by a Taylor series of third order around the nearest tabulated z, with
/// the derivatives `φ′ = −zφ`, `φ″ = (z² − 1)φ`, `φ‴ = −(z³ − 3z)φ`. They are accurate to 2e-10;
/// beyond ±8, Φ is 0 or 1 to 1e-15.
struct StandardNormal: Sendable {
  typealias Lanes = RectifiedUnits.Lanes

  /// The shared table.
  static let table = StandardNormal()

  /// The table covers z from −8 to 8.
  static let reach = 8.0
  private static let nodesPerUnit = 64.0

  /// Φ and φ of each node, alternating.
  private let nodes: [Double]

  private init() {
    let count = Int(2 * Self.reach * Self.nodesPerUnit) + 1
    nodes = (0..<count).flatMap { index in
      let z = Double(index) / Self.nodesPerUnit - Self.reach
      return [NormalDistribution.cumulative(z), NormalDistribution.density(z)]
    }
  }

  /// Calls `body` with a reader that is valid for the duration of the call.
  func withReader<Result>(_ body: (Reader) -> Result) -> Result {
    nodes.withUnsafeBufferPointer { body(Reader(nodes: $0.baseAddress!)) }
  }

  /// Unchecked access to the table.
  struct Reader {
    fileprivate let nodes: UnsafePointer<Double>

    /// `z` clamped to the table; NaN becomes the upper end.
    @inline(__always)
    static func clamped(_ z: Lanes) -> Lanes {
      let low = z.replacing(with: StandardNormal.reach, where: .!(z .< StandardNormal.reach))
      return low.replacing(with: -StandardNormal.reach, where: low .< -StandardNormal.reach)
    }

    /// Φ and φ of `z`.
    ///
    /// - Parameter z: a value from ``clamped(_:)``.
    @inline(__always)
    func callAsFunction(_ z: Lanes) -> (cumulative: Lanes, density: Lanes) {
      // Adding 1.5 · 2⁵² rounds to an integer, which is then in the lowest bits.
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
      // The series in d of φ and Φ, by Horner's rule.
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
