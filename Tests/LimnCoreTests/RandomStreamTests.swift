import LimnCore
import Testing

@Suite struct RandomStreamTests {
  /// Random123 1.09, tests/kat_vectors, philox4x32 with 10 rounds: counter, key, result.
  @Test(
    arguments: [
      (
        [0, 0, 0, 0], [0, 0], [0x6627_E8D5, 0xE169_C58D, 0xBC57_AC4C, 0x9B00_DBD8]
      ),
      (
        [0xFFFF_FFFF, 0xFFFF_FFFF, 0xFFFF_FFFF, 0xFFFF_FFFF], [0xFFFF_FFFF, 0xFFFF_FFFF],
        [0x408F_276D, 0x41C8_3B0E, 0xA20B_C7C6, 0x6D54_51FD]
      ),
      (
        [0x243F_6A88, 0x85A3_08D3, 0x1319_8A2E, 0x0370_7344], [0xA409_3822, 0x299F_31D0],
        [0xD16C_FE09, 0x94FD_CCEB, 0x5001_E420, 0x2412_6EA1]
      ),
    ] as [([UInt32], [UInt32], [UInt32])])
  func philoxGivesThePublishedWords(counter: [UInt32], key: [UInt32], expected: [UInt32]) {
    let words = RandomStream.philox(
      (counter[0], counter[1], counter[2], counter[3]), key: (key[0], key[1]))
    #expect([words.0, words.1, words.2, words.3] == expected)
  }

  /// The bits are a contract: a saved seed must give the same picture in years.
  @Test func aStreamIsTheBlocksOfItsCounter() {
    var stream = RandomStream(seed: 0)
    #expect(stream.next() == 0xE169_C58D_6627_E8D5)
    #expect(stream.next() == 0x9B00_DBD8_BC57_AC4C)
    var keyed = RandomStream(seed: 0x299F_31D0_A409_3822)
    let first = RandomStream.philox((0, 0, 0, 0), key: (0xA409_3822, 0x299F_31D0))
    #expect(keyed.next() == UInt64(first.1) << 32 | UInt64(first.0))
    _ = keyed.next()
    let second = RandomStream.philox((1, 0, 0, 0), key: (0xA409_3822, 0x299F_31D0))
    #expect(keyed.next() == UInt64(second.1) << 32 | UInt64(second.0))
  }

  private func draws(_ stream: RandomStream, _ count: Int = 16) -> [UInt64] {
    var stream = stream
    return (0..<count).map { _ in stream.next() }
  }

  @Test func splittingDoesNotDependOnWhatWasDrawn() {
    let fresh = RandomStream(seed: 5)
    var used = RandomStream(seed: 5)
    for _ in 0..<7 { _ = used.next() }
    #expect(draws(fresh.split(3)) == draws(used.split(3)))
  }

  @Test func splitStreamsShareNothing() {
    let stream = RandomStream(seed: 5)
    let streams =
      [stream, RandomStream(seed: 6)]
      + [-1, 0, 1, 2, 1 << 40].map { stream.split($0) }
      + [stream.split(0).split(1), stream.split(1).split(0)]
    let all = streams.flatMap { draws($0, 200) }
    #expect(Set(all).count == all.count)
  }

  /// 64,000 draws in 16 cells: χ² with 15 degrees of freedom is below 44.3 but once in 10⁴.
  @Test func uniformNumbersFillTheirRange() {
    var stream = RandomStream(seed: 7)
    var counts = [Double](repeating: 0, count: 16)
    for _ in 0..<64_000 {
      let u = stream.uniform()
      #expect(0 <= u && u < 1)
      counts[Int(u * 16)] += 1
    }
    #expect(counts.reduce(0) { $0 + ($1 - 4000) * ($1 - 4000) / 4000 } < 44.3)
  }

  @Test func integersFillTheirRangeEvenly() {
    var stream = RandomStream(seed: 8)
    var counts = [Double](repeating: 0, count: 7)
    for _ in 0..<28_000 { counts[stream.integer(below: 7)] += 1 }
    // χ² with 6 degrees of freedom is below 27.9 but once in 10⁴.
    #expect(counts.reduce(0) { $0 + ($1 - 4000) * ($1 - 4000) / 4000 } < 27.9)
    #expect((0..<20).allSatisfy { _ in stream.integer(below: 1) == 0 })
    // Of 2⁶⁴ words 8 go to three neighbouring integers below 3·2⁶¹: without rejection 3, 3 and 2.
    var residues = [0, 0, 0]
    for _ in 0..<4000 { residues[stream.integer(below: 3 << 61) % 3] += 1 }
    #expect(residues.allSatisfy { abs($0 - 1333) < 150 })
  }

  /// Mean 0 and variance 1 of 40,000 numbers within five standard errors, 1/200 and √2/200; kurtosis
  /// 3 within five of √(96/40000).
  @Test func normalNumbersHaveTheMomentsOfTheNormalDistribution() {
    var stream = RandomStream(seed: 9)
    let values = (0..<40_000).map { _ in stream.normal() }
    #expect(abs(values.mean()) < 0.025)
    #expect(abs(values.sampleVariance() - 1) < 0.036)
    let fourth = values.map { $0 * $0 * $0 * $0 }.mean()
    #expect(abs(fourth - 3) < 0.25)
    // Independent of the next one.
    let products = zip(values, values.dropFirst()).map { $0 * $1 }
    #expect(abs(products.mean()) < 0.025)
  }

  /// Each of the 24 orders of four things 1,000 times of 24,000: χ²₂₃ is below 57 but once in 10⁴.
  @Test func permutationsAreEquallyLikely() {
    var stream = RandomStream(seed: 10)
    var counts: [[Int]: Double] = [:]
    for _ in 0..<24_000 { counts[stream.permutation(of: 4), default: 0] += 1 }
    #expect(counts.count == 24)
    #expect(counts.values.reduce(0) { $0 + ($1 - 1000) * ($1 - 1000) / 1000 } < 57)
    #expect(counts.keys.allSatisfy { $0.sorted() == [0, 1, 2, 3] })
    #expect(stream.permutation(of: 0).isEmpty)
  }

  /// Below 3·2⁶¹ the words of 2⁶⁴ do not come out even: taken as they are, every third number would be
  /// drawn two times for three of the others.
  @Test func aBoundThatDoesNotDivideIsWithoutBias() {
    var stream = RandomStream(seed: 17)
    var counts = [0, 0, 0]
    for _ in 0..<6000 { counts[stream.integer(below: 3 << 61) % 3] += 1 }
    // A deviation of 37; the bias would be 250 or 500.
    for count in counts { #expect(abs(count - 2000) < 150) }
  }
}
