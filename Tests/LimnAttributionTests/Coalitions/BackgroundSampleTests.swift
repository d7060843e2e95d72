import LimnAttribution
import LimnCore
import Testing

@Suite struct BackgroundSampleTests {
  /// 1,037 rows that say their own place.
  private let rows = Matrix(rows: 1037, columns: 2) { target in
    for index in 0..<2 * 1037 { target[index] = Float(index / 2) }
  }

  private func places(_ background: Background) throws -> [Int] {
    let found = try background.matrix(width: 2)
    return (0..<found.rows).map { Int(found[$0, 0]) }
  }

  @Test func oneRowOfEachStretch() throws {
    let found = try places(.sample(of: rows, seed: 9))
    #expect(found.count == 100)
    // Stretches are of ten rows or eleven.
    for (index, place) in found.enumerated() {
      #expect((Double(index) * 10.37 - 1...Double(index + 1) * 10.37).contains(Double(place)))
    }
    #expect(Set(found).count == 100 && found == found.sorted())
    #expect(try places(.sample(of: rows, seed: 9)) == found)
    #expect(try places(.sample(of: rows, seed: 10)) != found)
  }

  /// Over many seeds every row has its turn.
  @Test func noRowIsPreferred() throws {
    var counts = [Int](repeating: 0, count: 30)
    for seed in 0..<3000 {
      for place in try places(.sample(of: rows.rows(0..<30), count: 10, seed: UInt64(seed))) {
        counts[place] += 1
      }
    }
    // Binomial of 3,000 and a third: a deviation of 25.8.
    #expect(counts.allSatisfy { abs($0 - 1000) < 130 }, "\(counts)")
  }

  @Test(arguments: [0, -1, Int.min]) func aSampleHasARow(count: Int) throws {
    let error = AttributionError.outOfRange(
      setting: "background-rows", found: "\(count)", range: "from 1 to \(Int.max)")
    #expect(throws: error) { try Background.sample(of: rows, count: count) }
    #expect(throws: error) { try Background.sampledRows(of: 3, count: count) }
    #expect(throws: AttributionError.self) { try Background.sampledRows(of: -1) }
    // Ends of stretches whose products are larger than an Int.
    let places = try Background.sampledRows(of: .max, count: 3)
    let third = Int.max / 3
    #expect(zip(places, 0...).allSatisfy { $0 / third == $1 }, "\(places)")
  }

  @Test func fewRowsAreAllTaken() throws {
    #expect(try places(.sample(of: rows.rows(0..<100))) == Array(0..<100))
    #expect(try places(.sample(of: rows.rows(0..<7), count: 1)).count == 1)
  }
}
