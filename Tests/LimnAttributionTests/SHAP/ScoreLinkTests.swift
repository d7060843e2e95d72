import LimnCore
import Testing

@testable import LimnAttribution

/// How probabilities follow from the scores that are predicted.
@Suite struct ScoreLinkTests {
  @Test func linksOfObjectives() throws {
    let classes = OutputSchema.classes(3)
    #expect(ScoreLink([.logit(0)], output: classes) == nil)
    #expect(ScoreLink([.probability(0), .logit(1)], output: classes) == nil)
    #expect(ScoreLink([.output(0)], output: OutputSchema(count: 1, link: .identity)) == nil)
    let link = try #require(
      ScoreLink([.probability(2), .probability(0, against: 2)], output: classes))
    #expect(link.scores == [.logit(0), .logit(1), .logit(2)])
    let flags = try #require(
      ScoreLink(
        [.probability(1)], output: OutputSchema(count: 3, link: .sigmoid, scores: .probabilities)))
    #expect(flags.scores == [.output(1)])
    #expect(flags.latents(of: [1]) == nil)
    #expect(flags.latents(of: [0.5])?.values == [0])
  }

  /// The predicted scores give back the explained values, with classes merged or not.
  @Test(arguments: [3, 40]) func latentsGiveTheExplainedValues(classes: Int) throws {
    var stream = RandomStream(seed: 4)
    let rows = (0..<2 * classes).map { _ in 3 * stream.normal() }
    let link = try #require(
      ScoreLink([.probability(1), .probability(0, against: 2)], output: .classes(classes)))
    let latents = try #require(link.latents(of: rows))
    #expect(latents.count == min(classes, ScoreLink.mostClasses + 1))
    let explained = link.explained(of: rows)
    for row in 0..<2 {
      let p = softmax(rows[row * classes..<(row + 1) * classes].map(Float.init))
      var scores = Array(latents.values[row * latents.count..<(row + 1) * latents.count])
      var found = [0.0, 0.0]
      scores.withUnsafeMutableBufferPointer { scores in
        found.withUnsafeMutableBufferPointer { latents.explain(scores, into: $0) }
      }
      for (place, expected) in [p[1], p[0] - p[2]].enumerated() {
        #expect(abs(found[place] - expected) < 1e-6)
        #expect(abs(explained[2 * row + place] - expected) < 1e-6)
      }
    }
  }
}
