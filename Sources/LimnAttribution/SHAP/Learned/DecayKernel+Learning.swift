import LimnCore

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

extension DecayKernel {
  /// The maximum number of rows for fitting the decays.
  static let learningRows = 256
  /// The prior variance of the logarithms of the decays around their mean.
  private static let spreadSquared = 0.25
  /// The prior variance of the power of the magnitudes, around 0.
  private static let powerVariance = 0.25
  /// A smaller noise makes factorisations fail.
  private static let leastNoise = 3e-4

  /// The maximum a posteriori estimate of the decays and the noise, which all outputs share. The
  /// prior of each decay is log-normal around their mean times a power of the player's magnitude,
  /// with a standard deviation of ½ of its logarithm (with 1, chance differences between equal
  /// players are fitted). The power, ½ around 0, is estimated as well: about 1 for pixels, whose ink
  /// decides how much they interact, and little for columns of different units. The mean and the
  /// noise have log-normal priors around the values of ``GaussianProcess``.
  ///
  /// With `α = K⁻¹y` and `G = ½(K⁻¹ − m ααᵀ/yᵀα)`, the gradient of the negative log-likelihood
  /// `½ m log(yᵀα/m) + ½ log|K|` is `Σ G_ST ∂K_ST`, where
  /// `∂k/∂λ_i = ½ s_i t_i cosh(P/2)/sinh(Λ/2) − ½ k coth(Λ/2)`; over outputs, these are added.
  ///
  /// Cost: about twenty times `2·rows³` operations.
  ///
  /// - Parameters:
  ///   - signs: rows × players; the first row is all 1.
  ///   - observed: the observations, rows × outputs.
  ///   - magnitudes: the logarithm of each player's magnitude, in any unit.
  ///   - work: has a checkpoint in each of these steps.
  /// - Throws: `CancellationError`.
  init(
    learnedFrom signs: [Double], _ observed: [Double], outputs: Int = 1, magnitudes: [Double],
    work: Work
  ) throws {
    let n = magnitudes.count
    let middle = magnitudes.reduce(0, +) / Double(n)
    let centred = magnitudes.map { $0 - middle }
    let start = -log(GaussianProcess.decay(players: n))
    let m = observed.count / outputs
    let share = GaussianProcess.linearVariance / Double(n)
    let linear = product(signs, transposing: signs, rows: m, columns: m, inner: n)
    let first = [Double](repeating: log(start), count: n) + [log(GaussianProcess.noise), 0]
    let found = try QuasiNewton(steps: 25, tolerance: 1e-4).minimum(from: first) { place in
      try work.checkpoint()
      let decays = place[..<n].map { exp($0) }
      let (free, total) = (exp(place[n]), decays.reduce(0, +))
      guard total.isFinite, total < 600, free < 1e6 else { return (.infinity, place) }
      let half = sinh(total / 2)
      let kernel = Self.sinhOfHalf(Self.products(signs, decays: decays), rows: m, over: half)
      var covariance = kernel
      for index in covariance.indices { covariance[index] += share * linear[index] }
      for row in 1..<m { covariance[row * m + row] += Self.leastNoise + free }
      guard let factor = Cholesky(covariance, order: m) else { return (.infinity, place) }
      let solved = factor.solve(observed, columns: outputs)
      var fits = [Double](repeating: 0, count: outputs)
      for index in solved.indices { fits[index % outputs] += solved[index] * observed[index] }
      guard fits.allSatisfy({ $0 > 0 }) else { return (.infinity, place) }
      // G, then G ∘ cosh(P/2)/sinh(Λ/2), for each pair of rows.
      let scaled = solved.indices.map { solved[$0] * Double(m) / fits[$0 % outputs] }
      let explained = product(scaled, transposing: solved, rows: m, columns: m, inner: outputs)
      var weights = factor.inverse
      var (noiseSlope, kernelSlope) = (0.0, 0.0)
      for row in 0..<m {
        for index in row * m..<(row + 1) * m {
          let weight = (Double(outputs) * weights[index] - explained[index]) / 2
          if index == row * (m + 1), row > 0 { noiseSlope += weight }
          kernelSlope += weight * kernel[index]
          weights[index] = weight * (kernel[index] * kernel[index] + 1 / (half * half)).squareRoot()
        }
      }
      let spread = product(weights, signs, rows: m, inner: m, columns: n)
      let level = place[..<n].reduce(0, +) / Double(n)
      let fall = kernelSlope / tanh(total / 2)
      let power = place[n + 1]
      let apart = (0..<n).map { place[$0] - level - power * centred[$0] }
      var gradient = (0..<n).map { player in
        let sum = (0..<m).reduce(0) { $0 + signs[$1 * n + player] * spread[$1 * n + player] }
        return decays[player] * (sum - fall) / 2 + apart[player] / Self.spreadSquared
          + (level - log(start)) / Double(n)
      }
      let offset = place[n] - log(GaussianProcess.noise)
      gradient.append(free * noiseSlope + offset / 4)
      let pull = zip(apart, centred).reduce(0) { $0 + $1.0 * $1.1 }
      gradient.append(power / Self.powerVariance - pull / Self.spreadSquared)
      var value = Double(outputs) * factor.logDeterminant / 2
      for fit in fits { value += Double(m) / 2 * log(fit / Double(m)) }
      for distance in apart { value += distance * distance / 2 / Self.spreadSquared }
      value += power * power / 2 / Self.powerVariance
      value += (level - log(start)) * (level - log(start)) / 2 + offset * offset / 8
      return (value, gradient)
    }
    decays = found[..<n].map { exp($0) }
    noise = Self.leastNoise + exp(found[n])
    interactions = []
  }

  /// `sinh(P/2)/half` for a symmetric matrix P of `rows × rows`.
  private static func sinhOfHalf(_ products: [Double], rows: Int, over half: Double) -> [Double] {
    var result = products
    for row in 0..<rows {
      for column in 0...row {
        let value = sinh(products[row * rows + column] / 2) / half
        result[row * rows + column] = value
        result[column * rows + row] = value
      }
    }
    return result
  }
}
