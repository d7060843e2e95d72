import ArgumentParser

/// "17" or "0-199", both ends included.
struct RowRange: ExpressibleByArgument {
  let rows: Range<Int>

  init?(argument: String) {
    let ends = argument.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1],
      first >= 0, first <= last, last < Int.max
    else { return nil }
    rows = first..<last + 1
  }
}
