import Synchronization

/// Keeps threads from using fonts at the same time.
///
/// Cairo shares fonts and glyphs among all threads. Version 1.16 (Debian 12) ended a run in which two
/// threads set text with "Assertion `! scaled_font->cache_frozen' failed". So whatever creates, uses
/// or releases a font is done by one thread at a time; all other drawing is not. Pango's objects are
/// not made for several threads at all.
enum FontLock {
  private static let lock = Mutex(())

  /// Runs `body` alone. It must not call this again.
  static func alone<Result: Sendable>(_ body: () throws -> Result) rethrows -> Result {
    try lock.withLock { _ in try body() }
  }
}
