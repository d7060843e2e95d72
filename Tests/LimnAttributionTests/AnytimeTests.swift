import LimnCore
import LimnData
import LimnONNX
import Synchronization
import Testing

@testable import LimnAttribution

/// Estimates that are handed out on the way.
@Suite struct AnytimeTests {
  private let input = Array(Digits.all.inputs[row: 12])
  private let objective = Objective.probability(2)

  private func methods() throws -> [any AnytimeAttributor] {
    let model = try EmbeddedModel.network()
    let rows = Digits.all.inputs.rows(0..<20)
    return [
      try SHAP(model, estimator: .permutation, evaluations: 20_000, seed: 3),
      try SHAP(
        model, background: .rows(rows), estimator: .sampling, evaluations: 20_000, seed: 3),
      try LIME(model, samples: 4000, seed: 3),
    ]
  }

  @Test func theLastIsThePlainOne() throws {
    for method in try methods() {
      var seen: [Attribution] = []
      let last = try method.attribution(of: input, objective: objective, work: Work()) {
        seen.append($0)
      }
      #expect(try method.attribution(of: input, objective: objective) == last)
      #expect(seen.count > 1)
      #expect(seen.allSatisfy { $0.notes.last?.kind == .interim })
      let spent = seen.map(\.evaluations) + [last.evaluations]
      #expect(zip(spent, spent.dropFirst()).allSatisfy { $0 < $1 }, "\(spent)")
    }
  }

  /// On the whole the estimates come nearer: the first misses the last by more than the one before it.
  @Test func theyGetBetter() throws {
    for method in try methods() {
      var seen: [[Double]] = []
      let last = try method.attribution(of: input, objective: objective, work: Work()) {
        seen.append($0.values)
      }.values
      let misses = seen.map { values in
        zip(values, last).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      }
      #expect(misses[misses.count - 1] < misses[0] / 2, "\(misses)")
    }
  }

  @Test func whatIsThrownEndsIt() throws {
    struct Enough: Error {}
    for method in try methods() {
      #expect(throws: Enough.self) {
        try method.attribution(of: input, objective: objective, work: Work()) { _ in throw Enough()
        }
      }
    }
  }

  /// A reader that has enough leaves, and the computation with it; one that waits gets the last.
  @Test func aStreamOfThem() async throws {
    let long = try SHAP(
      try EmbeddedModel.network(), estimator: .permutation, evaluations: 900_000_000)
    for try await found in long.improvingAttributions(of: input, objective: objective) {
      #expect(found.values.count == 64)
      if found.evaluations > 3000 { break }
    }
    let short = try methods()[0]
    var last: Attribution?
    for try await found in short.improvingAttributions(of: input, objective: objective, workers: 1)
    {
      last = found
    }
    #expect(try short.attribution(of: input, objective: objective, work: .serial()) == last)
  }

  @Test func aCancelledTaskHasTheBestSoFar() async throws {
    let long = try SHAP(
      try EmbeddedModel.network(), estimator: .permutation, evaluations: 900_000_000)
    let (input, objective) = (input, objective)
    let best = Mutex<Attribution?>(nil)
    let task = Task {
      for try await found in long.improvingAttributions(of: input, objective: objective) {
        best.withLock { $0 = found }
      }
    }
    while best.withLock({ $0 == nil }) { try await Task.sleep(for: .milliseconds(5)) }
    task.cancel()
    try await task.value
    #expect(best.withLock { $0?.standardErrors } != nil)
  }
}
