import Limn
import Synchronization

/// One line on standard error that says how far a command has come; nothing where nobody looks.
///
/// It appears when a command has taken a second, and goes when the command is done.
package final class ProgressBar: Sendable {
  private struct State {
    var start: ContinuousClock.Instant
    var lastDrawn: ContinuousClock.Instant?
    /// What was done when the command began.
    var done: Double?
  }

  private let terminal: Terminal
  private let label: String
  private let patience: Duration
  private let state: Mutex<State>

  private static let barLength = 24
  private static let interval = Duration.milliseconds(80)

  /// - Parameters:
  ///   - label: what is going on: "Training".
  ///   - patience: how long nothing is shown.
  init(_ label: String, patience: Duration = .seconds(1)) {
    self.label = label
    self.patience = patience
    terminal = Terminal(of: .error)
    state = Mutex(State(start: .now, lastDrawn: nil))
  }

  /// Shows that `done` of `total` is done; `detail` stands after it.
  ///
  func show(_ done: Int, of total: Int, detail: String = "") {
    show(Work.Progress(done: Double(done), total: Double(total)), detail: detail)
  }

  /// Shows how far the work has come; the time left goes by what was done since the first call.
  func show(_ progress: Work.Progress, detail: String = "") {
    guard terminal.isInteractive else { return }
    state.withLock { state in
      let now = ContinuousClock.now
      let elapsed = now - state.start
      let first = state.done ?? progress.done
      state.done = first
      guard elapsed >= patience else { return }
      if let last = state.lastDrawn, now - last < Self.interval, progress.fraction < 1 { return }
      state.lastDrawn = now
      let line = Self.line(
        label, progress, since: first, elapsed: elapsed, detail: detail, width: terminal.width)
      StandardStream.error.show("\r\(line)\u{1B}[K")
    }
  }

  /// Takes the line away.
  func clear() {
    state.withLock { state in
      if state.lastDrawn != nil { StandardStream.error.show("\r\u{1B}[K") }
      state.lastDrawn = nil
    }
  }

  /// "Training ━━━━────  42%  0:03 left  loss 0.12", cut to `width`.
  ///
  /// - Parameters:
  ///   - first: what was done at the beginning.
  ///   - elapsed: how long the rest of what is done took.
  package static func line(
    _ label: String, _ progress: Work.Progress, since first: Double = 0, elapsed: Duration,
    detail: String = "", width: Int
  ) -> String {
    let share = progress.fraction
    let filled = Int((share * Double(barLength)).rounded(.down))
    let bar =
      String(repeating: "━", count: filled) + String(repeating: "─", count: barLength - filled)
    let percent = String(Int((100 * share).rounded(.down)))
    let padding = String(repeating: " ", count: 3 - percent.count)
    let here = progress.done - first
    let remaining = here > 0 ? elapsed * (max(progress.total - progress.done, 0) / here) : nil
    let left = remaining.map { "  \(clock($0)) left" } ?? ""
    let text = "\(label) \(bar) \(padding)\(percent)%\(left)\(detail.isEmpty ? "" : "  \(detail)")"
    return String(text.prefix(max(width - 1, 0)))
  }

  /// "0:03", "12:40", "2:05:00".
  package static func clock(_ duration: Duration) -> String {
    let seconds = Int(duration.components.seconds)
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60)
    return hours > 0
      ? "\(hours):\(two(minutes)):\(two(seconds % 60))" : "\(minutes):\(two(seconds % 60))"
  }
}
