import CRectifier
import LimnCore

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// The posterior of the decays and the noise of a ``DecayKernel`` for observations of some rows, which
/// all outputs share.
///
/// The prior of each decay is log-normal around their mean times a power of the player's magnitude,
/// with a standard deviation of ½ of its logarithm (with 1, chance differences between equal
/// players are fitted). The power, ½ around 0, is estimated as well: about 1 for pixels, whose ink
/// decides how much they interact, and little for columns of different units. The mean and the
/// noise have log-normal priors around the values of ``GaussianProcess``.
///
/// With `α = K⁻¹y` and `G = ½(K⁻¹ − m ααᵀ/yᵀα)`, the gradient of the negative log-likelihood
/// `½ m log(yᵀα/m) + ½ log|K|` is `Σ G_ST ∂K_ST`, where
/// `∂k/∂λ_i = ½ s_i t_i cosh(P/2)/sinh(Λ/2) − ½ k coth(Λ/2)`; over outputs, these are added.
///
/// Only lower triangles are computed, and every evaluation uses the same memory: fresh memory of
/// this size costs as much as the arithmetic.
struct DecayPosterior {
  /// The prior variance of the logarithms of the decays around their mean.
  private static let spreadSquared = 0.25
  /// The prior variance of the power of the magnitudes, around 0.
  private static let powerVariance = 0.25
  /// A smaller noise makes factorisations fail.
  private static let leastNoise = 3e-4

  private let rows: Int
  private let players: Int
  private let outputs: Int
  private let signs: [Double]
  private let observed: [Double]
  /// The logarithms of the players' magnitudes, around their mean.
  private let centred: [Double]
  /// The linear part of the covariance, rows × rows; the lower triangle.
  private let linear: [Double]
  /// The logarithms of the prior's mean decay and noise.
  private let start: (decay: Double, noise: Double)

  /// The kernel, rows × rows; the lower triangle.
  private var kernel: [Double]
  /// `cosh(P/2)/sinh(Λ/2)`, rows × rows; the lower triangle.
  private var cosines: [Double]
  /// The covariance, its factor and its inverse, one after another.
  private var matrix: [Double]
  private var scaled: [Double]
  private let zeros: [Double]

  /// - Parameters:
  ///   - signs: rows × players; the first row is all 1.
  ///   - observed: the observations, rows × outputs.
  ///   - magnitudes: the logarithm of each player's magnitude, in any unit.
  init(_ signs: [Double], _ observed: [Double], outputs: Int, magnitudes: [Double]) {
    let n = magnitudes.count
    let middle = magnitudes.reduce(0, +) / Double(n)
    (players, rows, self.outputs) = (n, signs.count / n, outputs)
    (self.signs, self.observed) = (signs, observed)
    centred = magnitudes.map { $0 - middle }
    start = (log(-log(GaussianProcess.decay(players: n))), log(GaussianProcess.noise))
    kernel = [Double](repeating: 0, count: rows * rows)
    BLAS.gramOfRows(
      rows: rows, columns: n, signs, scale: GaussianProcess.linearVariance / Double(n),
      accumulate: 0, inLowerTriangle: &kernel)
    linear = kernel
    (cosines, matrix) = (kernel, kernel)
    scaled = signs
    zeros = [Double](repeating: 0, count: rows)
  }

  /// The logarithms of the decays and of the noise above its minimum, then the power: the mean of
  /// the prior.
  var priorMean: [Double] {
    [Double](repeating: start.decay, count: players) + [start.noise, 0]
  }

  /// The decays and the noise of a place.
  func parameters(at place: [Double]) -> (decays: [Double], noise: Double) {
    (place[..<players].map { exp($0) }, Self.leastNoise + exp(place[players]))
  }

  /// The negative logarithm of the posterior density, up to a constant, and its gradient; an
  /// infinite value where the covariance cannot be factorised.
  ///
  /// Cost: about `rows³ + 2·rows²·players` operations.
  mutating func value(at place: [Double]) -> (value: Double, gradient: [Double]) {
    let (decays, noise) = parameters(at: place)
    let total = decays.reduce(0, +)
    guard total.isFinite, total < 600, noise < 1e6 else { return (.infinity, place) }
    fillKernel(decays, total: total)
    for row in 1..<rows { matrix[row * (rows + 1)] += noise }
    var values: [Double] = []
    swap(&values, &matrix)
    guard let factor = Cholesky(consume values, order: rows) else {
      matrix = linear
      return (.infinity, place)
    }
    let solved = factor.solve(observed, columns: outputs)
    let determinant = factor.logDeterminant
    var fits = [Double](repeating: 0, count: outputs)
    for index in solved.indices { fits[index % outputs] += solved[index] * observed[index] }
    guard fits.allSatisfy({ $0 > 0 }) else {
      matrix = linear
      return (.infinity, place)
    }
    matrix = (consume factor).lowerInverse()
    let m = Double(rows)
    // 2G, in the inverse's place.
    let roots = fits.map { (m / $0).squareRoot() }
    BLAS.gramOfRows(
      rows: rows, columns: outputs, solved.indices.map { solved[$0] * roots[$0 % outputs] },
      scale: -1, accumulate: Double(outputs), inLowerTriangle: &matrix)
    let slopes = weighSlopes()
    let likelihood = zip(slopes.decays, decays).map { sum, decay in
      decay * (sum - slopes.kernel / tanh(total / 2)) / 2
    }
    return prior(
      at: place,
      value: fits.reduce(Double(outputs) * determinant / 2) { $0 + m / 2 * log($1 / m) },
      gradient: likelihood + [exp(place[players]) * slopes.noise, 0])
  }

  /// Computes the kernel, the cosines and the covariance without its noise.
  private mutating func fillKernel(_ decays: [Double], total: Double) {
    let roots = decays.map { ($0 / 2).squareRoot() }
    for row in 0..<rows {
      for player in 0..<players {
        scaled[row * players + player] = signs[row * players + player] * roots[player]
      }
    }
    BLAS.gramOfRows(
      rows: rows, columns: players, scaled, scale: 1, accumulate: 0, inLowerTriangle: &kernel)
    // sinh(x)/sinh(h) = (exp(x − h) − exp(−x − h))/(1 − exp(−2h)).
    let scale = 1 / (1 - exp(-total))
    let m = rows
    kernel.withUnsafeMutableBufferPointer { kernel in
      cosines.withUnsafeMutableBufferPointer { cosines in
        matrix.withUnsafeMutableBufferPointer { matrix in
          linear.withUnsafeBufferPointer { linear in
            guard let same = kernel.baseAddress, let opposite = cosines.baseAddress else { return }
            for row in 0..<m {
              let start = row * m
              limn_paired_exponentials(same + start, opposite + start, total / 2, zeros, row + 1)
              for index in start...start + row {
                let (first, second) = (kernel[index] * scale, cosines[index] * scale)
                kernel[index] = first - second
                cosines[index] = first + second
                matrix[index] = linear[index] + first - second
              }
            }
          }
        }
      }
    }
  }

  /// Σ G_ST for the noise, Σ G_ST k_ST, and Σ G_ST s_i t_i cosh(P/2)/sinh(Λ/2) for each player,
  /// where the lower triangle of `matrix` holds 2G.
  private mutating func weighSlopes() -> (noise: Double, kernel: Double, decays: [Double]) {
    let (m, n) = (rows, players)
    var (noise, kernelSlope) = (0.0, 0.0)
    matrix.withUnsafeMutableBufferPointer { matrix in
      kernel.withUnsafeBufferPointer { kernel in
        cosines.withUnsafeBufferPointer { cosines in
          for row in 0..<m {
            let (start, diagonal) = (row * m, row * (m + 1))
            // An element beside the diagonal stands for two.
            matrix[diagonal] /= 2
            if row > 0 { noise += matrix[diagonal] }
            var sum = 0.0
            for index in start...diagonal {
              sum += matrix[index] * kernel[index]
              matrix[index] *= cosines[index]
            }
            kernelSlope += sum
          }
        }
      }
    }
    scaled.withUnsafeMutableBufferPointer { _ = $0.update(from: signs) }
    BLAS.multiplyByLowerTriangle(rows: m, columns: n, matrix, into: &scaled)
    var sums = [Double](repeating: 0, count: n)
    for row in 0..<m {
      for player in 0..<n { sums[player] += signs[row * n + player] * scaled[row * n + player] }
    }
    return (noise, kernelSlope, sums)
  }

  /// Adds the prior's part to the value and the gradient of the likelihood.
  private func prior(at place: [Double], value: Double, gradient: [Double]) -> (
    value: Double, gradient: [Double]
  ) {
    let (n, power) = (players, place[players + 1])
    var (value, gradient) = (value, gradient)
    let level = place[..<n].reduce(0, +) / Double(n)
    for player in 0..<n {
      let apart = place[player] - level - power * centred[player]
      value += apart * apart / 2 / Self.spreadSquared
      gradient[player] += apart / Self.spreadSquared + (level - start.decay) / Double(n)
      gradient[n + 1] -= apart * centred[player] / Self.spreadSquared
    }
    value += (level - start.decay) * (level - start.decay) / 2
    let offset = place[n] - start.noise
    value += offset * offset / 8 + power * power / 2 / Self.powerVariance
    gradient[n] += offset / 4
    gradient[n + 1] += power / Self.powerVariance
    return (value, gradient)
  }
}
