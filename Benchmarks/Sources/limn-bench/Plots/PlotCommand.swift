import ArgumentParser
import Foundation
import Limn

/// Draws the plots of a comparison with peers.
struct PlotCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plot", abstract: "Draw the plots of a comparison with the peers.")

  @Argument(help: "What compare.py wrote.")
  var results: String

  @Option(help: "The folder for the figures.")
  var output: String

  func run() throws {
    let data = Data(try FileBytes.read(results))
    for series in try JSONDecoder().decode(ComparisonResults.self, from: data).series {
      let bytes = try ComparisonPlot(series).render(as: .png, scale: 2)
      try AtomicFile.write(bytes, to: "\(output)/\(series.name).png")
    }
  }
}
