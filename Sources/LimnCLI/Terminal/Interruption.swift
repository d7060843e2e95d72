import Dispatch
import Limn

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// Ends the process within a second of Ctrl-C, SIGTERM or SIGHUP, with one sentence and without
/// partial files, unless the command needs longer to finish its current work.
///
/// The first signal cancels the command's ``Work``, so that it stops at a point where it can report
/// what it has kept. If the command has not ended after its patience, because it is in an
/// uninterruptible call or waits for a pipe, the process is ended from here; a second signal does
/// so at once.
final class Interruption {
  private let sources: [any DispatchSourceSignal]

  /// - Parameter patience: the time that the command has to end by itself; `nil` for no limit.
  init(of cancellation: Cancellation, patience: Duration?) {
    // A queue of its own, so that it gets a thread even if all others are busy.
    let queue = DispatchQueue(label: "interruption", qos: .userInteractive)
    sources = [SIGINT, SIGTERM, SIGHUP].filter { !Self.isIgnored($0) }.map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler {
        if cancellation.isCancelled { Self.end() }
        cancellation.cancel()
        guard let patience else { return }
        queue.asyncAfter(deadline: .now() + patience / .seconds(1)) { Self.end() }
      }
      source.resume()
      return source
    }
  }

  deinit {
    for source in sources { source.cancel() }
  }

  private static func end() -> Never {
    RunningChildren.endAll()
    UnfinishedFiles.removeAll {
      ProgressBar.takeAway()
      StandardStream.error.show(
        TerminalText(["Error: \(CancellationError().complaint.sentence)"]))
      _exit(ExitStatus.interrupted.rawValue)
    }
  }

  /// Whether the process was started to ignore the signal, as by `nohup` and for a shell's
  /// background jobs.
  private static func isIgnored(_ number: Int32) -> Bool {
    let previous = signal(number, SIG_IGN)
    guard unsafeBitCast(previous, to: Int.self) != unsafeBitCast(SIG_IGN, to: Int.self) else {
      return true
    }
    signal(number, previous)
    return false
  }
}
