import Dispatch
import Limn

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// Turns the first Ctrl-C, or a request to end, into a clean stop; a second one ends the process at
/// once.
final class Interruption {
  private let sources: [any DispatchSourceSignal]

  init(of cancellation: Cancellation) {
    sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        cancellation.cancel()
        signal(number, SIG_DFL)
      }
      source.resume()
      return source
    }
  }

  deinit {
    for source in sources { source.cancel() }
  }
}
