import LimnCore
import Testing

@testable import LimnAttribution

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// The function that is minimised for the decays, and what a kernel with these decays expects.
@Suite struct DecayPosteriorTests {
  private let players = 6
  private let magnitudes = [0.0, 0.4, -0.3, 1.2, 0.1, -0.9]

  private func signs(pairs: Int) throws -> [Double] {
    let sample = try PairedCoalitions(
      spreadOver: players, pairs: pairs, stream: RandomStream(seed: 5), work: .serial())
    return [Double](repeating: 1, count: players)
      + sample.members.elements.map { Double(2 * $0 - 1) }
  }

  private func row(_ signs: [Double], _ row: Int) -> [Double] {
    Array(signs[row * players..<(row + 1) * players])
  }

  /// The prior covariance of the odd parts at two rows of signs, from its definition.
  private func covariance(_ decays: [Double], _ s: [Double], _ t: [Double]) -> Double {
    func decay(_ other: [Double]) -> Double {
      exp(-(0..<players).reduce(0) { $0 + (s[$1] == other[$1] ? 0 : decays[$1]) })
    }
    let linear = zip(s, t).reduce(0) { $0 + $1.0 * $1.1 } / Double(players)
    return GaussianProcess.linearVariance * linear
      + (decay(t) - decay(t.map { -$0 })) / (1 - exp(-decays.reduce(0, +)))
  }

  private func matrix(_ decays: [Double], noise: Double, _ signs: [Double]) -> [Double] {
    let m = signs.count / players
    return (0..<m * m).map { index in
      let (i, j) = (index / m, index % m)
      return covariance(decays, row(signs, i), row(signs, j)) + (i == j && i > 0 ? noise : 0)
    }
  }

  /// The value from its definition, the gradient from differences, twice with the same memory.
  @Test(arguments: [1, 3]) func valueAndGradient(outputs: Int) throws {
    let signs = try signs(pairs: 20)
    let m = signs.count / players
    var stream = RandomStream(seed: 7)
    let observed = (0..<m * outputs).map { _ in stream.normal() }
    var posterior = DecayPosterior(signs, observed, outputs: outputs, magnitudes: magnitudes)
    let place = posterior.priorMean.map { $0 + 0.3 * stream.normal() }

    let (decays, noise) = posterior.parameters(at: place)
    let factor = try #require(Cholesky(matrix(decays, noise: noise, signs), order: m))
    let solved = factor.solve(observed, columns: outputs)
    var expected = Double(outputs) * factor.logDeterminant / 2
    for output in 0..<outputs {
      let own = Swift.stride(from: output, to: observed.count, by: outputs)
      expected += Double(m) / 2 * log(own.reduce(0) { $0 + observed[$1] * solved[$1] } / Double(m))
    }
    let level = place[..<players].reduce(0, +) / Double(players)
    let middle = magnitudes.reduce(0, +) / Double(players)
    for player in 0..<players {
      let apart = place[player] - level - place[players + 1] * (magnitudes[player] - middle)
      expected += 2 * apart * apart
    }
    let mean = level - log(7.4 / Double(players))
    let offset = place[players] - log(0.01)
    expected += mean * mean / 2 + offset * offset / 8
    expected += 2 * place[players + 1] * place[players + 1]

    let found = posterior.value(at: place)
    #expect(abs(found.value - expected) < 1e-9)
    #expect(posterior.value(at: place) == found)
    for index in place.indices {
      var (up, down) = (place, place)
      up[index] += 1e-5
      down[index] -= 1e-5
      let slope = (posterior.value(at: up).value - posterior.value(at: down).value) / 2e-5
      #expect(abs(found.gradient[index] - slope) < 1e-5 * max(1, abs(slope)))
    }
  }

  /// Places without a covariance are told from others, and do no harm to the next.
  @Test func placesThatMustNotBeEntered() throws {
    let signs = try signs(pairs: 20)
    let observed = signs.indices.filter { $0.isMultiple(of: players) }.map { sin(Double($0)) }
    var posterior = DecayPosterior(signs, observed, outputs: 1, magnitudes: magnitudes)
    let start = posterior.priorMean
    let before = posterior.value(at: start)
    var (huge, noisy) = (start, start)
    huge[0] = 20
    noisy[players] = 15
    #expect(posterior.value(at: huge).value == .infinity)
    #expect(posterior.value(at: noisy).value == .infinity)
    #expect(posterior.value(at: start) == before)
  }

  /// The posterior variances of the values from the covariances of all 64 coalitions and the
  /// definition of Shapley values.
  @Test func variancesOfValues() throws {
    let signs = try signs(pairs: 14)
    let m = signs.count / players
    let kernel = DecayKernel(
      decays: [0.2, 0.9, 0.5, 1.4, 0.3, 0.7], noise: 0.02, interactions: [])
    let factor = try #require(try kernel.factor(signs, work: .serial()))
    let found = try kernel.whitenedValues(factor, signs, work: .serial()).variances

    let all = (0..<64).map { bits in (0..<players).map { bits >> $0 & 1 == 1 ? 1.0 : -1 } }
    let covariance = matrix(kernel.decays, noise: kernel.noise, signs)
    let observed = try #require(Cholesky(covariance, order: m))
    let cross = all.map { s in (0..<m).map { self.covariance(kernel.decays, s, row(signs, $0)) } }
    let solved = cross.map { observed.solve($0) }
    let factorials = [1.0, 1, 2, 6, 24, 120, 720]
    for player in 0..<players {
      // φ_i = Σ_S w_S v(S), the even part of which cancels.
      let weights = (0..<64).map { bits in
        let size = bits.nonzeroBitCount
        return bits >> player & 1 == 1
          ? factorials[size - 1] * factorials[players - size] / 720
          : -factorials[size] * factorials[players - size - 1] / 720
      }
      var variance = 0.0
      for (s, first) in all.enumerated() {
        for (t, second) in all.enumerated() {
          let explained = zip(cross[s], solved[t]).reduce(0) { $0 + $1.0 * $1.1 }
          variance +=
            weights[s] * weights[t] * (self.covariance(kernel.decays, first, second) - explained)
        }
      }
      #expect(abs(found[player] - variance) < 1e-7)
    }
  }
}
