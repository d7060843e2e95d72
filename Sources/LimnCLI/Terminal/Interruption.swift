import Dispatch
import Limn

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// Ends the process within a second of Ctrl-C, SIGTERM or SIGHUP, unless its command takes longer for
/// what it has at hand, with one sentence and nothing half done left behind.
///
/// The first signal cancels the command's ``Work``, so that it stops where it can tell what it has
/// kept. A command that has not ended by then, in the middle of a call that cannot be cut short or
/// waiting for a pipe, is ended from here after its patience, as at once by a second signal.
final class Interruption {
  private let sources: [any DispatchSourceSignal]

  /// - Parameter patience: how long the command may take to end by itself; `nil` for as long as it needs.
  init(of cancellation: Cancellation, patience: Duration?) {
    // Of its own, so that it has a thread however busy all others are.
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

  /// Whether whoever started the process wants it to go on: `nohup`, and a shell's background jobs.
  private static func isIgnored(_ number: Int32) -> Bool {
    let previous = signal(number, SIG_IGN)
    guard unsafeBitCast(previous, to: Int.self) != unsafeBitCast(SIG_IGN, to: Int.self) else {
      return true
    }
    signal(number, previous)
    return false
  }
}
