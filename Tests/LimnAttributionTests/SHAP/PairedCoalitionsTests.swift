import LimnAttribution
import LimnCore
import Synchronization
import Testing

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
      model: recorder.model(players: players), estimator: estimator, evaluations: evaluations
    ).attribution(of: ones, objective: .logit(0))
    return recorder.rows.withLock { $0 }
  }

  /// No coalition is paid for twice, each comes with its complement, and sizes have equal shares
  /// once the 12 coalitions of one player, and their complements, are all in.
  @Test(arguments: [ShapleyEstimator.kernel, .gaussianProcess])
  func areDistinctPairsOfAllSizes(_ estimator: ShapleyEstimator) throws {
    let shown = try coalitions(estimator, players: 12, evaluations: 500)
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

  /// A budget for more than there is takes all there is, once.
  @Test(arguments: [ShapleyEstimator.kernel, .gaussianProcess])
  func allAreTakenWhenTheyFit(_ estimator: ShapleyEstimator) throws {
    for players in 2...7 {
      let shown = try coalitions(estimator, players: players, evaluations: 1000)
      #expect(shown.count == 1 << players)
      #expect(Set(shown).count == 1 << players)
    }
  }
}
