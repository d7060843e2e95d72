import Foundation
import LimnCore
import LimnNetwork
import LimnTraining
import Testing

@Suite struct ArchitectureCodableTests {
  private func written(_ architecture: NetworkArchitecture) throws -> String {
    String(decoding: try JSONEncoder().encode(architecture), as: UTF8.self)
  }

  private func read(_ document: String) throws -> NetworkArchitecture {
    try JSONDecoder().decode(NetworkArchitecture.self, from: Data(document.utf8))
  }

  @Test func aStructureGoesThereAndBack() throws {
    let architectures = [
      .digits(hidden: [16], dropout: 1e-5),
      NetworkArchitecture(
        inputShape: .image(channels: 2, height: 6, width: 8), inputFactor: 0.25,
        layers: try LayerItem.list("conv8x3s2,relu,maxpool2,dropout0.2,dense7,gelu"),
        output: OutputSchema(count: 2, task: .regression, link: .identity)),
    ]
    for architecture in architectures {
      #expect(try read(try written(architecture)) == architecture)
    }
  }

  /// Of one number each that ``NetworkArchitecture/network(seed:)`` refuses, and texts that are no
  /// layers.
  @Test func whatIsNoStructureIsRefused() throws {
    let document = try written(.digits(hidden: [16]))
    #expect(document.contains(#""dense16""#) && document.contains(#""inputFactor":0.0625"#))
    for (right, wrong) in [
      (#""dense16""#, #""dense0""#), (#""dense16""#, #""dance16""#), (#""dense16""#, "16"),
      (#""inputFactor":0.0625"#, #""inputFactor":-1"#),
      (#""inputFactor":0.0625"#, #""inputFactor":"1""#), (#""layers""#, #""layer""#),
    ] {
      let text = document.replacing(right, with: wrong)
      #expect(text != document)
      #expect(throws: (any Error).self, "\(text)") { try read(text) }
    }
    #expect(throws: TrainingError.self) {
      try read(document.replacing(#""inputFactor":0.0625"#, with: #""inputFactor":0"#))
    }
  }

  /// What could not be read back is not written.
  @Test(arguments: [LayerItem.dense(100_000), .maxPool(65), .dropout(.nan), .dropout(1)])
  func whatTheTextDoesNotAllowIsNotWritten(_ item: LayerItem) {
    #expect(throws: EncodingError.self) { try JSONEncoder().encode([item]) }
  }

  @Test func tooManyLayersAreRefused() throws {
    let layers = [String](repeating: #""relu""#, count: LayerItem.mostItems + 1)
    let document = try written(.digits(hidden: [])).replacing(
      #""layers":[]"#, with: #""layers":[\#(layers.joined(separator: ","))]"#)
    #expect(throws: TrainingError.self) { try read(document) }
  }
}
