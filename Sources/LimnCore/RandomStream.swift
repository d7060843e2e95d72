#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// A counter-based stream of random numbers: Philox4x32-10 (Salmon, Moraes, Dror, Shaw 2011,
/// "Parallel Random Numbers: As Easy as 1, 2, 3", section 3.3).
///
/// Streams are split by logical index (image, method, sample), never by thread, so that a result
/// has the same bits for any number of threads or shards. There is no global generator.
public struct RandomStream: RandomNumberGenerator, Sendable {
  private let key: (UInt32, UInt32)
  private var counter: UInt64 = 0
  private var block: (UInt64, UInt64) = (0, 0)
  private var hasHalfBlock = false

  /// Creates a stream; the same seed always gives the same numbers.
  public init(seed: UInt64) {
    key = (UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
  }

  /// The stream for a logical index. It is independent of this stream and of those of other
  /// indices, and does not depend on how much has been drawn from this one.
  public func split(_ index: Int) -> RandomStream {
    let index = UInt64(bitPattern: Int64(index))
    let words = Self.philox(
      (
        UInt32(truncatingIfNeeded: index), UInt32(truncatingIfNeeded: index >> 32), 0,
        Self.splitTag
      ), key: key)
    return RandomStream(seed: UInt64(words.0) | UInt64(words.1) << 32)
  }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    if hasHalfBlock {
      hasHalfBlock = false
      return block.1
    }
    let words = Self.philox(
      (UInt32(truncatingIfNeeded: counter), UInt32(truncatingIfNeeded: counter >> 32), 0, 0),
      key: key)
    counter += 1
    block = (UInt64(words.0) | UInt64(words.1) << 32, UInt64(words.2) | UInt64(words.3) << 32)
    hasHalfBlock = true
    return block.0
  }

  /// A uniformly distributed number in `[0, 1)`, a multiple of 2⁻⁵³.
  public mutating func uniform() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// A uniformly distributed integer in `0..<bound`, without bias (Lemire 2019, arXiv 1805.10941);
  /// `bound` must be positive.
  public mutating func integer(below bound: Int) -> Int {
    precondition(bound > 0, "there is no integer below \(bound) to draw")
    let bound = UInt64(bound)
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      let threshold = (0 &- bound) % bound
      while product.low < threshold { product = next().multipliedFullWidth(by: bound) }
    }
    return Int(product.high)
  }

  /// A number from the standard normal distribution (Box and Muller 1958). The second number of the
  /// pair is discarded, so that each draw consumes exactly two words.
  public mutating func normal() -> Double {
    let radius = (-2 * log(1 - uniform())).squareRoot()
    return radius * cos(2 * Double.pi * uniform())
  }

  /// Shuffles `values` uniformly at random (Fisher and Yates). The algorithm is Limn's own, because
  /// that of the standard library may change between versions.
  public mutating func shuffle<Element>(_ values: inout [Element]) {
    var index = values.count - 1
    while index > 0 {
      values.swapAt(index, integer(below: index + 1))
      index -= 1
    }
  }

  /// A random permutation of `0..<count`.
  public mutating func permutation(of count: Int) -> [Int] {
    var order = Array(0..<count)
    shuffle(&order)
    return order
  }

  /// Distinguishes the counters of splits from those of draws, whose last word is 0.
  private static let splitTag: UInt32 = 0x4c69_6d6e

  /// Ten rounds of Philox on one counter block.
  package static func philox(
    _ counter: (UInt32, UInt32, UInt32, UInt32), key: (UInt32, UInt32)
  ) -> (UInt32, UInt32, UInt32, UInt32) {
    var (c0, c1, c2, c3) = counter
    var (k0, k1) = key
    for _ in 0..<10 {
      let a = (0xD251_1F53 as UInt32).multipliedFullWidth(by: c0)
      let b = (0xCD9E_8D57 as UInt32).multipliedFullWidth(by: c2)
      (c0, c1, c2, c3) = (b.high ^ c1 ^ k0, b.low, a.high ^ c3 ^ k1, a.low)
      k0 &+= 0x9E37_79B9
      k1 &+= 0xBB67_AE85
    }
    return (c0, c1, c2, c3)
  }
}
