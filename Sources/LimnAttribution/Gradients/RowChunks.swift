import LimnCore

/// Calls `body` for chunks of at most `size` rows and joins what they give, in order. The chunks do
/// not depend on the number of workers.
func parallelChunks<Element: Sendable>(
  of rows: Int, size: Int, workers: Int, _ body: @Sendable (Range<Int>) throws -> [Element]
) throws -> [Element] {
  let parts = try parallelMap(count: (rows + size - 1) / size, workers: workers) { chunk in
    try body(chunk * size..<min(rows, (chunk + 1) * size))
  }
  return Array(parts.joined())
}
