import Foundation
import LimnAttribution
import LimnCore
import Testing

@Suite struct SegmentsTests {
  @Test func eachFeatureIsASegment() throws {
    let segments = try Segmentation.features.segments(of: .vector(3))
    #expect(segments.members == [[0], [1], [2]])
  }

  @Test func blocksCoverTheImageAndItsLeftovers() throws {
    let segments = try Segmentation.blocks(2).segments(of: .image(height: 3, width: 4))
    #expect(segments.labels == [0, 0, 1, 1, 0, 0, 1, 1, 2, 2, 3, 3])
    #expect(segments.members == [[0, 1, 4, 5], [2, 3, 6, 7], [8, 9], [10, 11]])
    #expect(try Segmentation.blocks(4).segments(of: .image(height: 8, width: 8)).count == 4)
  }

  @Test func anyLabelsAreNumberedInAscendingOrder() throws {
    let segments = try Segmentation.labels([7, -1, 7, 3]).segments(of: .vector(4))
    #expect(segments.labels == [2, 0, 2, 1])
    #expect(segments.members == [[1], [3], [0, 2]])
  }

  @Test func badSegmentationsAreRefused() {
    #expect(throws: AttributionError.blocksOfVector) {
      try Segmentation.blocks(2).segments(of: .vector(4))
    }
    #expect(
      throws: AttributionError.outOfRange(
        setting: "segments", found: "0", range: "from 1 to 1000000")
    ) {
      try Segmentation.blocks(0).segments(of: .image(height: 2, width: 2))
    }
    #expect(throws: AttributionError.segmentLabels(found: 3, expected: 4)) {
      try Segmentation.labels([0, 1, 2]).segments(of: .image(height: 2, width: 2))
    }
  }

  @Test func segmentsEqualToTheBackgroundLeaveTheGame() {
    let segments = Segments(labels: [0, 0, 1, 1, 2])
    let players = Players(
      input: [1, 0, 0, 5, 2], background: Matrix(row: [0, 0, 0, 5, 1]), segments: segments)
    #expect(players.active == [0, 2])
    #expect(players.shared([4, 3]) == [2, 2, 0, 0, 3])
    let set = Matrix(rows: 2, columns: 5, elements: [1, 0, 0, 5, 2, 1, 0, 0, 4, 2])
    #expect(Players(input: [1, 0, 0, 5, 2], background: set, segments: segments).active == [1])
  }

  @Test func badBackgroundsAreRefused() {
    #expect(throws: AttributionError.emptyBackground) {
      try Background.rows(Matrix(rows: 0, columns: 3)).matrix(width: 3)
    }
    #expect(throws: AttributionError.backgroundWidth(found: 2, expected: 3)) {
      try Background.rows(Matrix(rows: 1, columns: 2)).matrix(width: 3)
    }
    #expect(throws: AttributionError.nonFiniteBackground(row: 1, column: 0)) {
      try Background.rows(Matrix(rows: 2, columns: 1, elements: [0, .nan])).matrix(width: 1)
    }
    #expect(throws: AttributionError.baselineWidth(found: 1, expected: 3)) {
      try Background.baseline(.values([0])).matrix(width: 3)
    }
  }

  @Test func segmentsGoThereAndBack() throws {
    let segments = Segments(labels: [4, -2, 4, 9])
    let document = try JSONEncoder().encode(segments)
    #expect(String(decoding: document, as: UTF8.self) == "[1,0,1,2]")
    let found = try JSONDecoder().decode(Segments.self, from: document)
    #expect(found == segments && found.members == segments.members)
    for text in ["{}", "[0.5]", #"["a"]"#, "3"] {
      #expect(throws: DecodingError.self) {
        try JSONDecoder().decode(Segments.self, from: Data(text.utf8))
      }
    }
  }
}
