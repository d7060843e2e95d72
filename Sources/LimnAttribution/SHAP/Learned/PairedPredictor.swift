import CRectifier
import LimnCore

/// Predictions of the odd and the even part of scores by a ``PairedMetric`` at many coalitions.
///
/// The kernel is computed in single precision, which is three times faster, unless its exponents are
/// differences of large numbers. The linear part and the constant, whose variances are large, are
/// computed in double precision.
struct PairedPredictor {
  /// Up to this value of `½ sᵀ A s` an exponent in single precision is right to 1e-5.
  private static let mostExact = 64.0

  private let players: Int
  private let outputs: Int
  private let process: PairedMetric
  private let isShort: Bool
  /// A times the signs of the observed coalitions: rows × players.
  private let images: [Float]
  /// `½ sᵀ A s` of the observed coalitions.
  private let halves: [Float]
  /// The weights of the observations' odd and even kernels, rows × outputs.
  private let weights: (odd: [Float], even: [Float])
  /// The slopes of the linear part, players × outputs.
  private let slopes: [Double]
  /// The constant of each output's even part.
  private let constants: [Double]

  /// - Parameters:
  ///   - odd: the weights of the observations' odd kernels, rows × outputs.
  ///   - even: those of their even kernels.
  init(_ process: PairedMetric, odd: [Double], even: [Double], outputs: Int) {
    let (n, m) = (process.players, process.rows)
    players = n
    self.outputs = outputs
    self.process = process
    isShort = (process.halves.max() ?? 0) <= Self.mostExact
    images = process.images.map(Float.init)
    halves = process.halves.map(Float.init)
    weights = (odd.map(Float.init), even.map(Float.init))
    let share = 2 * GaussianProcess.linearVariance / Double(n)
    slopes = product(
      process.signs, odd, first: .transposed, rows: n, inner: m, columns: outputs
    ).map { share * $0 }
    var constants = [Double](repeating: 0, count: outputs)
    for index in even.indices {
      constants[index % outputs] += 2 * GaussianProcess.linearVariance * even[index]
    }
    self.constants = constants
  }

  /// The odd and the even part at rows of signs, each `rows × outputs`.
  ///
  /// Cost: for each row and observation, two exponentials and `2·players + 4·outputs` operations.
  func predictions(_ rows: [Double]) -> (odd: [Double], even: [Double]) {
    let n = players
    let count = rows.count / n
    let own = PairedMetric.halves(
      rows, product(rows, process.metric, rows: count, inner: n, columns: n), players: n)
    let (odd, even) =
      isShort && own.allSatisfy { $0 <= Self.mostExact }
      ? kernels(rows, own) : exactKernels(rows)
    let linear = product(rows, slopes, rows: count, inner: n, columns: outputs)
    let (first, second) = (sums(odd, weights.odd), sums(even, weights.even))
    return (
      linear.indices.map { linear[$0] + Double(first[$0]) },
      linear.indices.map { constants[$0 % outputs] + Double(second[$0]) }
    )
  }

  /// The odd and even kernels, each rows × observations.
  private func kernels(_ rows: [Double], _ own: [Double]) -> (odd: [Float], even: [Float]) {
    let (n, m, count) = (players, halves.count, own.count)
    var odd = [Float](repeating: 0, count: count * m)
    var even = odd
    BLAS.multiplyAdd(
      rows: count, columns: m, inner: n, scale: Float(1), rows.map(Float.init), leading: n, .asIs,
      images, leading: n, .transposed, accumulate: 0, &odd, leading: m)
    odd.withUnsafeMutableBufferPointer { odd in
      even.withUnsafeMutableBufferPointer { even in
        guard let odd = odd.baseAddress, let even = even.baseAddress else { return }
        for row in 0..<count {
          limn_paired_kernels(odd + row * m, even + row * m, Float(own[row]), halves, m)
        }
      }
    }
    return (odd, even)
  }

  private func exactKernels(_ rows: [Double]) -> (odd: [Float], even: [Float]) {
    let (same, opposite) = process.values(rows, columns: halves.count)
    return (
      same.indices.map { Float(same[$0] - opposite[$0]) },
      same.indices.map { Float(same[$0] + opposite[$0]) }
    )
  }

  /// The products of kernels, rows × observations, with weights of the observations.
  private func sums(_ kernels: [Float], _ weights: [Float]) -> [Float] {
    let count = kernels.count / halves.count
    var result = [Float](repeating: 0, count: count * outputs)
    BLAS.multiplyAdd(
      rows: count, columns: outputs, inner: halves.count, scale: Float(1), kernels,
      leading: halves.count, .asIs, weights, leading: outputs, .asIs, accumulate: 0, &result,
      leading: outputs)
    return result
  }
}
