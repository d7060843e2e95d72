/// A table of measurements, printed as Markdown so that it can be copied into Docs.
struct Table {
  let title: String
  let columns: [String]
  private var rows: [[String]] = []

  init(_ title: String, columns: [String]) {
    self.title = title
    self.columns = columns
  }

  mutating func add(_ cells: String...) { add(cells) }

  mutating func add(_ cells: [String]) {
    precondition(cells.count == columns.count, "\(cells.count) cells for \(columns.count) columns")
    rows.append(cells)
  }

  func show() {
    let widths = columns.indices.map { column in
      ([columns] + rows).map { $0[column].count }.max() ?? 0
    }
    func line(_ cells: [String], fill: Character = " ") -> String {
      let padded = zip(cells, widths).map { cell, width in
        cell + String(repeating: fill, count: width - cell.count)
      }
      return "| " + padded.joined(separator: " | ") + " |"
    }
    print("\n\(title)\n")
    print(line(columns))
    print(line(columns.map { _ in "" }, fill: "-"))
    for row in rows { print(line(row)) }
  }
}

/// A number in the form d.de-d, with two significant digits.
func scientific(_ value: Double) -> String {
  guard value > 0 else { return "0" }
  var (mantissa, exponent) = (value, 0)
  while mantissa < 0.995 { (mantissa, exponent) = (mantissa * 10, exponent - 1) }
  while mantissa >= 9.95 { (mantissa, exponent) = (mantissa / 10, exponent + 1) }
  return "\(fixed(mantissa, digits: 1))e\(exponent)"
}

/// A number with the given number of decimal places.
func fixed(_ value: Double, digits: Int) -> String {
  let scale = (0..<digits).reduce(1.0) { product, _ in product * 10 }
  let units = Int((value * scale).rounded())
  guard digits > 0 else { return "\(units)" }
  let text = String(units.magnitude)
  let padded = String(repeating: "0", count: max(0, digits + 1 - text.count)) + text
  return (units < 0 ? "-" : "") + padded.dropLast(digits) + "." + padded.suffix(digits)
}

/// The median time of `repeats` calls in milliseconds, after one warm-up call. Results are released
/// while the clock is stopped.
func milliseconds<Result>(repeats: Int, _ body: () throws -> Result) rethrows -> Double {
  var result: Result? = try body()
  defer { withExtendedLifetime(result) {} }
  let clock = ContinuousClock()
  return try (0..<repeats).map { _ in
    result = nil
    return try clock.measure { result = try body() } / .milliseconds(1)
  }.sorted()[repeats / 2]
}
