/// The size of an axis in the file: a number, or a multiple of the unspecified batch size.
struct Extent: Equatable {
  let count: Int
  let timesBatch: Bool

  init(_ count: Int, timesBatch: Bool = false) {
    self.count = count
    self.timesBatch = timesBatch
  }

  /// The product of several sizes; `nil` if it is not a valid size.
  static func product(_ extents: some Sequence<Extent>) -> Extent? {
    var product = Extent(1)
    for extent in extents {
      let (count, overflows) = product.count.multipliedReportingOverflow(by: extent.count)
      guard !overflows, !(product.timesBatch && extent.timesBatch) else { return nil }
      product = Extent(count, timesBatch: product.timesBatch || extent.timesBatch)
    }
    return product
  }
}
