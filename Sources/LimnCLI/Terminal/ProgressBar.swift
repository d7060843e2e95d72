import Dispatch
import Limn
import Synchronization

/// Shows the progress of a command on standard error.
///
/// In a terminal it is one line, which appears after a second and disappears when the command is
/// done. Elsewhere it is a line every few seconds. It is updated by a timer, so that it moves even
/// during long steps.
package final class ProgressBar: Sendable {
  private struct State {
    var label: String
    var start = ContinuousClock.now
    var lastDrawn: ContinuousClock.Instant?
    /// The work done when the command started.
    var first: Double?
    var progress = Work.Progress(done: 0, total: 1)
    var detail = ""
    /// `nil` once the bar is cleared.
    var clock: (any DispatchSourceTimer)?
  }

  private let terminal: Terminal
  private let patience: Duration
  private let state: Mutex<State>

  private static let barLength = 24
  private static let interval = Duration.milliseconds(80)
  /// The time between two lines, and before the first, if there is no terminal.
  private static let pause = Duration.seconds(5)
  /// The maximum time that is shown, in seconds.
  private static let mostSeconds = 360_000.0

  /// Starts a bar.
  ///
  /// - Parameters:
  ///   - label: the activity: "Training".
  ///   - patience: the time before anything is shown.
  init(_ label: String, patience: Duration = .seconds(1)) {
    self.patience = patience
    terminal = Terminal(of: .error)
    state = Mutex(State(label: label))
    state.withLock { state in
      // A queue of its own, so that it gets a thread even if all others are busy.
      let clock = DispatchSource.makeTimerSource(
        queue: DispatchQueue(label: "progress", qos: .userInteractive))
      clock.setEventHandler { [weak self] in self?.tick() }
      clock.schedule(deadline: .now() + .seconds(1), repeating: .seconds(1))
      clock.resume()
      state.clock = clock
    }
  }

  deinit {
    state.withLock { $0.clock?.cancel() }
  }

  /// Shows that `done` of `total` is done, followed by `detail`.
  func show(_ done: Int, of total: Int, detail: String) {
    show(Work.Progress(done: Double(done), total: Double(total)), detail: detail)
  }

  /// Shows the progress of the work; the time left is estimated from the work since the first call.
  ///
  /// - Parameters:
  ///   - progress: the progress.
  ///   - label: the new activity, if it changes; its time starts here.
  ///   - detail: the text after it; `nil` for the previous one.
  func show(_ progress: Work.Progress, of label: String? = nil, detail: String? = nil) {
    state.withLock { state in
      guard state.clock != nil else { return }
      if let label, label != state.label {
        (state.label, state.start, state.first) = (label, .now, nil)
      }
      if state.first == nil { state.first = progress.done }
      if let detail { state.detail = detail }
      state.progress = progress
      draw(&state)
    }
  }

  /// Updates the last line with the time that has passed.
  private func tick() {
    state.withLock { state in
      if state.clock != nil { draw(&state) }
    }
  }

  private func draw(_ state: inout State) {
    let now = ContinuousClock.now
    let (progress, elapsed) = (state.progress, now - state.start)
    let first = state.first ?? progress.done
    if terminal.isInteractive {
      guard elapsed >= patience else { return }
      if let last = state.lastDrawn, now - last < Self.interval, progress.fraction < 1 { return }
      state.lastDrawn = now
      let line = Self.line(
        state.label, progress, since: first, elapsed: elapsed, detail: state.detail,
        width: terminal.width)
      StandardStream.error.show(.painted("\r\(line)\u{1B}[K"))
    } else {
      guard now - (state.lastDrawn ?? state.start) >= Self.pause else { return }
      state.lastDrawn = now
      let line = Self.plainLine(
        state.label, progress, since: first, elapsed: elapsed, detail: state.detail)
      StandardStream.error.show(TerminalText([line]))
    }
  }

  /// Removes the line for good.
  func clear() {
    state.withLock { state in
      state.clock?.cancel()
      state.clock = nil
      guard terminal.isInteractive, state.lastDrawn != nil else { return }
      StandardStream.error.show(.painted("\r\u{1B}[K"))
      state.lastDrawn = nil
    }
  }

  /// Removes the current line of any bar.
  static func takeAway() {
    if Terminal(of: .error).isInteractive { StandardStream.error.show(.painted("\r\u{1B}[K")) }
  }

  /// "Training ━━━━────  42%  0:03 left  loss 0.12", shortened to `width`; "0:07 so far" instead of
  /// the time left if nothing is done yet.
  ///
  /// - Parameters:
  ///   - first: the work done at the start.
  ///   - elapsed: the time that the work since then took.
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
    let text =
      "\(label) \(bar) \(padding)\(percent)%"
      + rest(progress, since: first, elapsed: elapsed, detail: detail)
    return String(text.prefix(max(width - 1, 0)))
  }

  /// "Training 42%  0:03 left  loss 0.12".
  package static func plainLine(
    _ label: String, _ progress: Work.Progress, since first: Double = 0, elapsed: Duration,
    detail: String = ""
  ) -> String {
    "\(label) \(Int((100 * progress.fraction).rounded(.down)))%"
      + rest(progress, since: first, elapsed: elapsed, detail: detail)
  }

  /// The time left, or the time so far if it cannot be estimated, and the detail.
  private static func rest(
    _ progress: Work.Progress, since first: Double, elapsed: Duration, detail: String
  ) -> String {
    let here = progress.done - first
    let seconds = (elapsed / .seconds(1)) * (max(progress.total - progress.done, 0) / here)
    let left =
      here > 0
      ? "  " + (seconds < mostSeconds ? clock(.seconds(seconds)) : "over 100 hours") + " left"
      : elapsed >= .seconds(2) ? "  \(clock(elapsed)) so far" : ""
    return left + (detail.isEmpty ? "" : "  \(detail)")
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
