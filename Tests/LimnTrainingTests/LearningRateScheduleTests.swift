import LimnTraining
import Testing

@Suite struct LearningRateScheduleTests {
  @Test func constant() {
    let schedule = LearningRateSchedule.constant(0.3)
    #expect([0, 7, 99].map { schedule.rate(after: $0, of: 100) } == [0.3, 0.3, 0.3])
    #expect(schedule.initial == 0.3)
  }

  /// The rate falls after every third epoch, not with it.
  @Test func steps() {
    let schedule = LearningRateSchedule.step(initial: 0.8, factor: 0.5, every: 3)
    #expect(
      (0..<8).map { schedule.rate(after: $0, of: 8) } == [0.8, 0.8, 0.8, 0.4, 0.4, 0.4, 0.2, 0.2])
    #expect(schedule.initial == 0.8)
  }

  /// From the first to the last rate, half-way at half-time, and by a quarter of √2 at a quarter.
  @Test func cosine() {
    let schedule = LearningRateSchedule.cosine(initial: 1, final: 0.2)
    let rates = [0, 25, 50, 75, 100].map { schedule.rate(after: $0, of: 100) }
    let expected = [1, 0.6 + 0.2 * 2.0.squareRoot(), 0.6, 0.6 - 0.2 * 2.0.squareRoot(), 0.2]
    for (found, expected) in zip(rates, expected) { #expect(abs(found - expected) < 1e-15) }
    #expect(schedule.rate(after: 0, of: 1) == 1)
    #expect(schedule.initial == 1)
    let all = (0...100).map { schedule.rate(after: $0, of: 100) }
    #expect(zip(all, all.dropFirst()).allSatisfy { $0 > $1 })
  }
}
