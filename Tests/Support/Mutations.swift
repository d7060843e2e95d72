import LimnCore

/// A deterministic sequence of slightly damaged copies of valid files: a fuzzer without guidance,
/// for short runs among the tests.
public struct Mutations: Sequence, IteratorProtocol {
  private let seeds: [[UInt8]]
  private var random: RandomStream
  private var left: Int

  /// - Parameters:
  ///   - seeds: the valid files, at least one.
  ///   - count: the number of files to generate.
  public init(of seeds: [[UInt8]], count: Int, seed: UInt64) {
    precondition(!seeds.isEmpty, "nothing to damage")
    self.seeds = seeds
    random = RandomStream(seed: seed)
    left = count
  }

  public mutating func next() -> [UInt8]? {
    guard left > 0 else { return nil }
    left -= 1
    var bytes = seeds[random.integer(below: seeds.count)]
    for _ in 0...random.integer(below: 4) { damage(&bytes) }
    return bytes
  }

  private mutating func damage(_ bytes: inout [UInt8]) {
    let place = random.integer(below: bytes.count + 1)
    let end = Swift.min(bytes.count, place + 1 + random.integer(below: 32))
    switch random.integer(below: 9) {
    case 0 where place < bytes.count:
      bytes[place] ^= 1 << random.integer(below: 8)
    case 1 where place < bytes.count:
      bytes[place] = UInt8(random.integer(below: 256))
    case 2:
      bytes.removeSubrange(place..<end)
    case 3:
      bytes.insert(contentsOf: bytes[place..<end], at: place)
    case 4:
      bytes.removeSubrange(place...)
    case 5:
      // The end of another file.
      let other = seeds[random.integer(below: seeds.count)]
      bytes = bytes[..<place] + other.suffix(random.integer(below: other.count + 1))
    case 6:
      replace(
        place, of: &bytes, by: Self.extremeWords[random.integer(below: Self.extremeWords.count)])
    case 7:
      replaceNumber(near: place, of: &bytes)
    default:
      bytes.insert(UInt8(random.integer(below: 256)), at: place)
    }
  }

  private func replace(_ place: Int, of bytes: inout [UInt8], by word: [UInt8]) {
    let end = Swift.min(bytes.count, place + word.count)
    bytes.replaceSubrange(place..<end, with: word)
  }

  /// Replaces the next number written in digits by an extreme one.
  private mutating func replaceNumber(near place: Int, of bytes: inout [UInt8]) {
    let isDigit = { (byte: UInt8) in (0x30...0x39).contains(byte) }
    guard let start = bytes[place...].firstIndex(where: isDigit) else { return }
    let end = bytes[start...].firstIndex { !isDigit($0) } ?? bytes.count
    let number = Self.extremeNumbers[random.integer(below: Self.extremeNumbers.count)]
    bytes.replaceSubrange(start..<end, with: number.utf8)
  }

  private static let extremeWords: [[UInt8]] = [
    [0xFF, 0xFF, 0xFF, 0xFF], [0x7F, 0xFF, 0xFF, 0xFF], [0xFF, 0xFF, 0xFF, 0x7F], [0, 0, 0, 0],
    [0x80, 0, 0, 0], [0, 0, 0, 0x80], [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01],
    [0, 0, 0x80, 0x7F], [0, 0, 0xC0, 0x7F],
  ]

  private static let extremeNumbers = [
    "0", "-1", "9223372036854775807", "9223372036854775808", "18446744073709551615", "1e308",
    "5e-324",
    "-1e400", "4294967296", "16777217", "NaN", "",
  ]
}
