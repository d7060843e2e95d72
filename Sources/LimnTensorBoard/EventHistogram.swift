/// Values counted in equal buckets from the smallest to the largest.
struct EventHistogram {
  let minimum: Double
  let maximum: Double
  let sum: Double
  let sumOfSquares: Double
  let counts: [Double]
  /// The upper end of each bucket.
  let limits: [Double]

  /// TensorBoard's own number of buckets.
  private static let buckets = 30

  /// - Parameter values: finite; at least one.
  init(_ values: [Float]) {
    let doubles = values.map(Double.init)
    let (low, high) = doubles.reduce(into: (Double.infinity, -Double.infinity)) {
      $0 = (min($0.0, $1), max($0.1, $1))
    }
    minimum = low
    maximum = high
    sum = doubles.reduce(0, +)
    sumOfSquares = doubles.reduce(0) { $0 + $1 * $1 }
    guard low < high else {
      counts = [Double(values.count)]
      limits = [high]
      return
    }
    let width = (high - low) / Double(Self.buckets)
    var counts = [Double](repeating: 0, count: Self.buckets)
    // The largest value lies at the end of the last bucket and belongs to it.
    for value in doubles { counts[min(Self.buckets - 1, Int((value - low) / width))] += 1 }
    self.counts = counts
    limits = (1...Self.buckets).map { $0 == Self.buckets ? high : low + Double($0) * width }
  }

  var message: TensorBoardHistogramProto {
    var message = TensorBoardHistogramProto()
    message.min = minimum
    message.max = maximum
    message.num = counts.reduce(0, +)
    message.sum = sum
    message.sumSquares = sumOfSquares
    message.bucketLimit = limits
    message.bucket = counts
    return message
  }
}
