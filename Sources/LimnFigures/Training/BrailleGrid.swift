/// A picture of dots in Braille characters, each two dots wide and four high.
struct BrailleGrid {
  let columns: Int
  let rows: Int
  private var cells: [UInt8]

  init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
    cells = [UInt8](repeating: 0, count: columns * rows)
  }

  /// The width of the grid in dots.
  var width: Int { 2 * columns }
  var height: Int { 4 * rows }

  /// Sets the dot in column `x` from the left and row `y` from the top.
  mutating func set(_ x: Int, _ y: Int) {
    guard (0..<width).contains(x), (0..<height).contains(y) else { return }
    cells[y / 4 * columns + x / 2] |= Self.bits[y % 4][x % 2]
  }

  func isEmpty(_ row: Int, _ column: Int) -> Bool { cells[row * columns + column] == 0 }

  /// The bits of a character's dots, which can be combined with those of another grid.
  func bits(_ row: Int, _ column: Int) -> UInt8 { cells[row * columns + column] }

  /// The character with the given dots: a space for none.
  static func character(_ bits: UInt8) -> Character {
    bits == 0 ? " " : Character(Unicode.Scalar(0x2800 + UInt32(bits)) ?? " ")
  }

  /// The bit of each dot: Unicode numbers the dots down the left column, then down the right, with
  /// the fourth row last.
  private static let bits: [[UInt8]] = [
    [0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80],
  ]
}
