import Synchronization

/// The largest batch a model was shown.
final class LargestBatch: Sendable {
  private let largest = Atomic(0)

  func note(_ rows: Int) {
    _ = largest.max(rows, ordering: .relaxed)
  }

  var rows: Int { largest.load(ordering: .relaxed) }
}
