import Foundation
import LimnReports
import Testing

@Suite struct ReportObjectiveTests {
  @Test(arguments: [
    ReportObjective(), ReportObjective(target: .label(3)),
    ReportObjective(target: .label(0), against: 2, scale: .probability),
  ])
  func anObjectiveGoesThereAndBack(_ objective: ReportObjective) throws {
    let document = try JSONEncoder().encode(objective)
    #expect(try JSONDecoder().decode(ReportObjective.self, from: document) == objective)
  }

  @Test(arguments: [
    "{}", #"{"target":"best"}"#, #"{"target":1.5}"#, #"{"target":[1]}"#,
    #"{"target":"predicted","scale":"odds"}"#, #"{"target":1,"against":"2"}"#,
  ])
  func whatIsNoObjectiveIsRefused(_ document: String) {
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(ReportObjective.self, from: Data(document.utf8))
    }
  }
}
