import LimnCore
import Synchronization
import Testing

@testable import LimnAttribution

/// Which coalitions the paired estimators show the model.
@Suite struct PairedCoalitionsTests {
  /// A model that keeps every row it is shown.
  private final class Recorder: Sendable {
    let rows = Mutex([[Float]]())

    func model(players: Int) -> BlackBox {
      BlackBox(inputShape: .vector(players), outputCount: 1, scoreKind: .logits) { batch in
        let shown = (0..<batch.rows).map { Array(batch[row: $0]) }
        self.rows.withLock { $0 += shown }
        return Matrix(rows: batch.rows, columns: 1)
      }
    }
  }

  private func coalitions(
    _ estimator: ShapleyEstimator, players: Int, evaluations: Int
  ) throws -> [[Float]] {
    let recorder = Recorder()
    let ones = [Float](repeating: 1, count: players)
    _ = try SHAP(
      recorder.model(players: players), estimator: estimator, evaluations: evaluations
    ).attribution(of: ones, objective: .logit(0))
    return recorder.rows.withLock { $0 }
  }

  /// No coalition is paid for twice, each comes with its complement, and sizes have equal shares
  /// once the 12 coalitions of one player, and their complements, are all in.
  @Test func areDistinctPairsOfAllSizes() throws {
    let shown = try coalitions(.kernel, players: 12, evaluations: 500)
    let distinct = Set(shown)
    #expect(shown.count == 500)
    #expect(distinct.count == 500)
    #expect(shown.allSatisfy { row in distinct.contains(row.map { 1 - $0 }) })
    let sizes = shown.map { Int($0.reduce(0, +)) }
    for size in 1...11 {
      let count = sizes.count(where: { $0 == size })
      #expect(size == 1 || size == 11 ? count == 12 : (52...54).contains(count))
    }
  }

  /// Within a size every player is present about as often: 53 coalitions of 4 of 12 hold each
  /// player in 17.7 ± 3.4.
  @Test func playersAreChosenEvenly() throws {
    let shown = try coalitions(.kernel, players: 12, evaluations: 500)
    for player in 0..<12 {
      let count = shown.count(where: { $0.reduce(0, +) == 4 && $0[player] == 1 })
      #expect((7...28).contains(count))
    }
  }

  /// The Gaussian process's are far apart: with signs s and t of two coalitions of 7 to 10 of 20 players
  /// the mean of `(s·t/n)⁴` is 0.0073 for random ones, about three quarters of it here.
  @Test func theGaussianProcessSpreadsItsCoalitions() throws {
    func nearness(_ estimator: ShapleyEstimator) throws -> Double {
      let middle = try coalitions(estimator, players: 20, evaluations: 512)
        .filter { (7...10).contains($0.reduce(0, +)) }
      var (sum, count) = (0.0, 0.0)
      for (index, a) in middle.enumerated() {
        for b in middle[..<index] {
          let product = zip(a, b).reduce(0) { $0 + (2 * $1.0 - 1) * (2 * $1.1 - 1) } / 20
          sum += Double(product * product * product * product)
          count += 1
        }
      }
      return sum / count
    }
    #expect(try nearness(.gaussianProcess) < 0.85 * nearness(.kernel))
  }

  /// The Gaussian process's, for one word of bits and for several: each once, with its complement, and
  /// each player alone.
  @Test(arguments: [12, 64, 70]) func chosenPairsAreDistinct(players: Int) throws {
    let shown = try coalitions(.gaussianProcess, players: players, evaluations: 600)
    let distinct = Set(shown)
    #expect(shown.count == 600)
    #expect(distinct.count == 600)
    #expect(shown.allSatisfy { row in distinct.contains(row.map { 1 - $0 }) })
    #expect(shown.count { $0.reduce(0, +) == 1 } == players)
    // Once all players and three Hadamard rows for each are in, all sizes follow.
    if players == 12 { #expect(Set(shown.map { Int($0.reduce(0, +)) }).count == players + 1) }
  }

  /// A budget for more than there is takes all there is, once.
  @Test(arguments: [ShapleyEstimator.kernel, .gaussianProcess])
  func allAreTakenWhenTheyFit(_ estimator: ShapleyEstimator) throws {
    for players in 2...7 {
      let shown = try coalitions(estimator, players: players, evaluations: 1000)
      #expect(shown.count == 1 << players)
      #expect(Set(shown).count == 1 << players)
    }
  }

  /// Of single players of 128, 31 are drawn. By chance four pairs of them are 64 apart, which a key
  /// of half as many bits would not tell apart.
  @Test func playersFarApartAreDistinct() {
    var apart = 0
    for seed in 0..<8 {
      var stream = RandomStream(seed: UInt64(seed))
      let drawn = SizeClass(size: 1, players: 128).sample(31, stream: &stream)
      let players = Set(drawn.compactMap { $0.firstIndex(of: true) })
      #expect(players.count == 31)
      apart += players.count { players.contains($0 + 64) }
    }
    #expect((16...48).contains(apart), "\(apart)")
  }
}
