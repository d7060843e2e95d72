import LimnCore

/// Running sums over random masks M, for an unbiased estimate of the covariance of a score f with
/// each feature's mask, and its standard error.
///
/// For m independent masks, `cov = Σ (f_k − f̄)(M_ki − p)/(m − 1)`. For pairs of a mask and its
/// complement, with p = ½, `cov` is the mean of `(f(M_k) − f(1 − M_k))/2 · (M_ki − ½)`, of which
/// each term is unbiased.
struct MaskMoments: Sendable {
  private let shown: Double
  private let arePaired: Bool
  private var count = 0.0
  private var scores = 0.0
  /// For each feature, with `d = M − p`: Σ f d, Σ d, Σ f² d², Σ f d², Σ d².
  private var products: [Double]
  private var masks: [Double]
  private var squares: [Double]
  private var mixed: [Double]
  private var maskSquares: [Double]

  init(features: Int, shown: Double, arePaired: Bool) {
    self.shown = shown
    self.arePaired = arePaired
    products = [Double](repeating: 0, count: features)
    squares = products
    (masks, mixed, maskSquares) = arePaired ? ([], [], []) : (products, products, products)
  }

  /// Adds an independent mask.
  ///
  /// - Parameter score: the mask's score, from which a constant may be subtracted.
  mutating func add(_ mask: UnsafeBufferPointer<Float>, score: Double) {
    count += 1
    scores += score
    for i in mask.indices {
      let distance = Double(mask[i]) - shown
      let product = score * distance
      products[i] += product
      squares[i] += product * product
      masks[i] += distance
      mixed[i] += product * distance
      maskSquares[i] += distance * distance
    }
  }

  mutating func add(
    _ mask: UnsafeBufferPointer<Float>, score: Double, ofComplement other: Double
  ) {
    count += 1
    scores += (score + other) / 2
    let half = (score - other) / 2
    for i in mask.indices {
      let product = half * (Double(mask[i]) - shown)
      products[i] += product
      squares[i] += product * product
    }
  }

  /// Adds the sums over other masks.
  mutating func add(_ other: MaskMoments) {
    count += other.count
    scores += other.scores
    for i in products.indices {
      products[i] += other.products[i]
      squares[i] += other.squares[i]
    }
    for i in masks.indices {
      masks[i] += other.masks[i]
      mixed[i] += other.mixed[i]
      maskSquares[i] += other.maskSquares[i]
    }
  }

  /// The mean of the scores added so far.
  var meanScore: Double { scores / count }

  /// `cov(f, M_i)/(p (1 − p))`.
  var values: [Double] {
    let divisor = (arePaired ? count : count - 1) * shown * (1 - shown)
    return products.indices.map { sum(of: $0) / divisor }
  }

  /// The sum of the terms whose mean is the covariance.
  private func sum(of i: Int) -> Double {
    arePaired ? products[i] : products[i] - meanScore * masks[i]
  }

  /// The standard error of each value.
  var standardErrors: [Double] {
    products.indices.map { i in
      let mean = sum(of: i) / count
      let squares =
        arePaired
        ? squares[i]
        : squares[i] - 2 * meanScore * mixed[i] + meanScore * meanScore * maskSquares[i]
      // Rounding may make the difference slightly negative.
      let variance = max(0, squares - count * mean * mean) / (count - 1)
      return (variance / count).squareRoot() / (shown * (1 - shown))
    }
  }
}
