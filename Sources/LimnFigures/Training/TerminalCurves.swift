import LimnGraphics
import LimnTraining

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// The loss and accuracy (R² for a regression) of a run so far as lines of text, side by side, for
/// a terminal that redraws them after every epoch. It only returns the lines and prints nothing.
///
/// Training is a solid line and validation a dotted one, in the figures' colours if the terminal
/// has colours. In plain ASCII, training is `*`, validation `o`, and both together `8`.
public struct TerminalCurves: Sendable {
  /// The characters that form the curves.
  public enum Glyphs: Sendable, Hashable {
    /// Braille characters with eight dots each.
    case braille
    /// ASCII characters.
    case ascii
  }

  private let history: TrainingHistory
  private let glyphs: Glyphs
  private let palette: TerminalPalette
  private let width: Int
  private let height: Int

  private static let gap = 3
  private static let labelWidth = 7

  /// Training curves as text.
  ///
  /// - Parameters:
  ///   - history: the history of the run so far.
  ///   - glyphs: the characters that form the curves.
  ///   - palette: the colours of the terminal.
  ///   - width: the number of characters in a line; below 40, there is only the line of numbers.
  ///   - height: the number of lines of a plot.
  public init(
    _ history: TrainingHistory, glyphs: Glyphs, palette: TerminalPalette, width: Int = 80,
    height: Int = 8
  ) {
    self.history = history
    self.glyphs = glyphs
    self.palette = palette
    self.width = width
    self.height = max(2, height)
  }

  /// The lines, without line ends. Their number is the same for every epoch of a run, so that they
  /// can be redrawn in place.
  public func lines() -> [String] {
    guard width >= 40 else { return [String(numbers.prefix(max(0, width)))] }
    let plotWidth = (width - 1 - Self.gap - 2 * Self.labelWidth) / 2
    let loss = plot("loss", { $0.loss }, columns: plotWidth)
    let score = plot(name(of: history.metric), { $0.score ?? .nan }, columns: plotWidth)
    let space = String(repeating: " ", count: Self.gap)
    return zip(loss, score).map { $0 + space + $1 } + [
      legend, String(numbers.prefix(width - 1)),
    ]
  }

  private var hasValidation: Bool { history.configuration.validationExamples > 0 }

  private var legend: String {
    let indent = String(repeating: " ", count: Self.labelWidth)
    let (solid, dotted) = glyphs == .ascii ? ("*", "o") : ("──", "┄┄")
    let training = "\(colored(solid, Self.training)) training"
    return indent + training
      + (hasValidation ? "   \(colored(dotted, Self.validation)) validation" : "")
  }

  /// "epoch 12 of 100   loss 0.123 (validation 0.234)   accuracy 97.1% (95.2%)   rate 0.003".
  private var numbers: String {
    guard let last = history.epochs.last else { return "no epoch yet" }
    func number(_ value: Double) -> String {
      let text = NumberText.significant(value, digits: 3)
      return glyphs == .ascii && !text.utf8.allSatisfy { $0 < 0x80 } ? "\(Float(value))" : text
    }
    let loss = last.validation.map { " (validation \(number($0.loss)))" } ?? ""
    let score = last.validation.map { " (\(text($0)))" } ?? ""
    return "epoch \(last.epoch) of \(history.configuration.epochs)   "
      + "loss \(number(last.training.loss))\(loss)   "
      + "\(name(of: last.training.metric)) \(text(last.training))\(score)"
  }

  private func name(of metric: Performance.Metric) -> String {
    metric == .rSquared && glyphs == .ascii ? "R^2" : metric.rawValue
  }

  private func text(_ performance: Performance) -> String {
    guard let score = performance.score else { return "-" }
    if performance.metric.isShare { return NumberText.percent(score) }
    return glyphs == .ascii && score < 0
      ? "-" + NumberText.fixed(-score, decimals: 3) : NumberText.fixed(score, decimals: 3)
  }

  private static let training = Color.categorical[5]
  private static let validation = Color.categorical[4]
}

extension TerminalCurves {
  /// A title and the rows of a plot, all with the same number of characters.
  private func plot(
    _ title: String, _ value: (Performance) -> Double, columns: Int
  ) -> [String] {
    let training = history.epochs.map { (x: $0.epoch, y: value($0.training)) }
    let validation = history.epochs.compactMap { record in
      record.validation.map { (x: record.epoch, y: value($0)) }
    }
    let finite = (training + validation).map(\.y).filter(\.isFinite)
    var heading = String(repeating: " ", count: Self.labelWidth) + title
    guard let low = finite.min(), let high = finite.max() else {
      let empty = String(repeating: " ", count: Self.labelWidth + columns)
      return [Self.padded(heading, to: empty.count)] + [String](repeating: empty, count: height)
    }
    // As in the figure, the axis is logarithmic if the values span a factor of ten.
    let isLogarithmic = low > 0 && high >= 10 * low && title != name(of: .rSquared)
    if isLogarithmic { heading += " (log scale)" }
    let ground = Ground(
      epochs: max(2, history.epochs.count), low: low, high: high, isLogarithmic: isLogarithmic,
      columns: columns, rows: height)
    let (solid, dotted) = (ground.grid(training, every: 1), ground.grid(validation, every: 2))
    return [Self.padded(heading, to: Self.labelWidth + columns)]
      + (0..<height).map { row in
        let label = row == 0 ? high : row == height - 1 ? low : nil
        let text = label.map(Self.label) ?? ""
        return Self.padded(text, to: Self.labelWidth - 1, onLeft: true) + " "
          + (0..<columns).map { cell(solid, dotted, row, $0) }.joined()
      }
  }

  private func cell(_ solid: BrailleGrid, _ dotted: BrailleGrid, _ row: Int, _ column: Int)
    -> String
  {
    let isTraining = !solid.isEmpty(row, column)
    let isValidation = !dotted.isEmpty(row, column)
    switch glyphs {
    case .ascii:
      return isTraining && isValidation ? "8" : isTraining ? "*" : isValidation ? "o" : " "
    case .braille:
      let bits = solid.bits(row, column) | dotted.bits(row, column)
      let text = String(BrailleGrid.character(bits))
      guard isTraining || isValidation else { return text }
      return colored(text, isValidation ? Self.validation : Self.training)
    }
  }

  private func colored(_ text: String, _ color: Color) -> String { palette.colored(text, color) }

  private static func label(_ value: Double) -> String {
    let magnitude = abs(value)
    if value == 0 { return "0" }
    if magnitude >= 1e4 || magnitude < 1e-3 {
      // Short and in ASCII: "2e-5".
      let (mantissa, exponent) = NumberText.decimalParts(of: value, digits: 1)
      return "\(Int(mantissa.rounded()))e\(exponent)"
    }
    return String(NumberText.significant(value, digits: 3).prefix(6))
  }

  private static func padded(_ text: String, to length: Int, onLeft: Bool = false) -> String {
    let space = String(repeating: " ", count: max(0, length - text.count))
    return onLeft ? space + text : String((text + space).prefix(length))
  }
}

/// The coordinates of a plot made of dots.
private struct Ground {
  /// The number of epochs across the width.
  let epochs: Int
  let low: Double
  let high: Double
  let isLogarithmic: Bool
  let columns: Int
  let rows: Int

  /// The curve as dots: each column of dots covers the range of its epochs' values and is connected
  /// to the next; of a dotted curve, only every second column is shown.
  func grid(_ points: [(x: Int, y: Double)], every step: Int) -> BrailleGrid {
    var grid = BrailleGrid(columns: columns, rows: rows)
    let first = Double(points.first?.x ?? 1)
    var reached: [Int: ClosedRange<Int>] = [:]
    var previous: (x: Int, y: Int)?
    for point in points {
      guard point.y.isFinite else {
        previous = nil
        continue
      }
      let place = place(Double(point.x) - first, point.y, in: grid)
      extend(&reached, from: previous ?? place, to: place)
      previous = place
    }
    for (x, range) in reached where x.isMultiple(of: step) { for y in range { grid.set(x, y) } }
    return grid
  }

  private func place(_ index: Double, _ value: Double, in grid: BrailleGrid) -> (x: Int, y: Int) {
    let across = index / Double(epochs - 1) * Double(grid.width - 1)
    let share =
      high > low
      ? isLogarithmic
        ? logarithmOfRatio(value, low) / logarithmOfRatio(high, low)
        : (value / 2 - low / 2) / (high / 2 - low / 2)
      : 0.5
    let down = (1 - share) * Double(grid.height - 1)
    // Epochs from a file may have any numbers; points outside the plot are not drawn.
    return (
      Int(min(max(across, -1), Double(grid.width))), Int(min(max(down, -1), Double(grid.height)))
    )
  }

  private func extend(
    _ reached: inout [Int: ClosedRange<Int>], from start: (x: Int, y: Int),
    to end: (x: Int, y: Int)
  ) {
    guard start.x <= end.x else { return }
    var last = start.y
    for x in start.x...end.x {
      let share = start.x == end.x ? 1 : Double(x - start.x) / Double(end.x - start.x)
      let y = Int((Double(start.y) + share * Double(end.y - start.y)).rounded())
      // Extend the column to the line's position in the previous one, so that there are no holes.
      let range = min(last, y)...max(last, y)
      last = y
      if let old = reached[x] {
        reached[x] = min(old.lowerBound, range.lowerBound)...max(old.upperBound, range.upperBound)
      } else {
        reached[x] = range
      }
    }
  }
}
