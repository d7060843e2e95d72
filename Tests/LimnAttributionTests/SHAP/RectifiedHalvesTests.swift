import LimnCore
import Testing

@testable import LimnAttribution

/// One rectifier over a sum of players, all coalitions met in the middle.
@Suite struct RectifiedHalvesTests {
  /// `Σ_{S∌i} s!(n − s − 1)!/n! [v(S ∪ i) − v(S)]`, coalition by coalition.
  private func definition(start: Double, steps: [Double]) -> [Double] {
    let n = steps.count
    func factorial(_ n: Int) -> Double { (1...max(n, 1)).reduce(1) { $0 * Double($1) } }
    func worth(_ coalition: Int) -> Double {
      max(0, (0..<n).reduce(start) { $0 + (coalition >> $1 & 1 == 1 ? steps[$1] : 0) })
    }
    return (0..<n).map { player in
      (0..<1 << n).reduce(0.0) { sum, coalition in
        guard coalition >> player & 1 == 0 else { return sum }
        let size = coalition.nonzeroBitCount
        return sum + factorial(size) * factorial(n - size - 1) / factorial(n)
          * (worth(coalition | 1 << player) - worth(coalition))
      }
    }
  }

  private func game(_ n: Int, seed: UInt64) -> (start: Double, steps: [Double]) {
    var stream = RandomStream(seed: seed)
    let kind = seed % 4
    let steps = (0..<n).map { _ in
      switch kind {
      case 0: stream.normal()
      case 1: (2 * stream.normal()).rounded()
      case 2: stream.normal() * Double(1 << stream.integer(below: 30))
      default: stream.uniform() < 0.5 ? 1 : -1.0
      }
    }
    return (kind == 3 ? 0 : stream.normal(), steps)
  }

  @Test(arguments: 2...11) func isTheDefinition(players: Int) {
    let halves = RectifiedHalves(players: players)
    for seed in 0..<12 as Range<UInt64> {
      let (start, steps) = game(players, seed: 100 * UInt64(players) + seed)
      let found = halves.shapleyValues(start: start, steps: steps)
      let largest = steps.reduce(abs(start)) { $0 + abs($1) }
      #expect(found.bound <= 1e-12 * largest)
      for (value, expected) in zip(found.values, definition(start: start, steps: steps)) {
        #expect(abs(value - expected) <= found.bound + 1e-15 * largest, "\(players), \(seed)")
      }
    }
  }

  /// The waves, which stand on nothing of this, are as near as they say: for numbers of players that
  /// no enumeration of the definition reaches in a test.
  @Test(arguments: [6, 9, 14, 19, 24]) func wavesKeepTheirBounds(players: Int) {
    let (halves, waves) = (RectifiedHalves(players: players), RectifiedSum(players: players))
    for seed in 0..<8 as Range<UInt64> {
      let (start, steps) = game(players, seed: 7000 + 100 * UInt64(players) + seed)
      let (truth, found) = (
        halves.shapleyValues(start: start, steps: steps),
        waves.shapleyValues(start: start, steps: steps)
      )
      let ends = max(steps.reduce(start, +), 0) - max(start, 0)
      #expect(
        abs(truth.values.reduce(0, +) - ends) <= Double(players) * truth.bound + 1e-9 * abs(ends))
      for (value, expected) in zip(found.values, truth.values) {
        #expect(abs(value - expected) <= found.bound + truth.bound, "\(players), \(seed)")
      }
    }
  }

  @Test func unitsThatNeverBendAreLines() {
    let halves = RectifiedHalves(players: 3)
    #expect(halves.shapleyValues(start: 6, steps: [-1, -2, -3]).values == [-1, -2, -3])
    #expect(halves.shapleyValues(start: -6, steps: [1, 2, 3]).values == [0, 0, 0])
    #expect(halves.shapleyValues(start: -6, steps: [1, 2, 3]).bound == 0)
  }
}
