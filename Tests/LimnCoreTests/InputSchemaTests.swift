import Foundation
import LimnCore
import Testing

@Suite struct InputSchemaTests {
  @Test func itIsWhatItWasAfterJSON() throws {
    let schema = try InputSchema(
      .vector(3), names: ["age", "colour", "价格"],
      categories: [1: Categories(["red", "blue"], takesOthers: true)], imputed: [0: 40.5])
    let bytes = try JSONEncoder().encode(schema)
    #expect(try JSONDecoder().decode(InputSchema.self, from: bytes) == schema)
    // A colour image's shape could not be read again.
    let picture = InputSchema(.image(channels: 3, height: 28, width: 20), layout: .channelsLast)
    let again = try JSONDecoder().decode(
      InputSchema.self, from: try JSONEncoder().encode(picture))
    #expect(again == picture)
  }

  @Test func whatIsSaidOfAFeatureThatThereIsNotIsRefused() {
    #expect(throws: ModelError.noSuchFeature(3, count: 3)) {
      try InputSchema(.vector(3), names: nil, categories: [3: Categories(["a"])])
    }
    #expect(throws: ModelError.noSuchFeature(-1, count: 3)) {
      try InputSchema(.vector(3), names: nil, imputed: [-1: 0])
    }
    #expect(throws: ModelError.nonFiniteImputed(feature: 2)) {
      try InputSchema(.vector(3), names: nil, imputed: [0: 1, 2: .infinity])
    }
    #expect(throws: ModelError.outputCount(0)) { try OutputSchema(count: 0, names: nil) }
    let text = #"{"shape": [2], "names": ["a"], "layout": "nchw", "categories": {}, "imputed": {}}"#
    #expect(throws: ModelError.featureNames(found: 1, expected: 2)) {
      try JSONDecoder().decode(InputSchema.self, from: Data(text.utf8))
    }
  }
}
