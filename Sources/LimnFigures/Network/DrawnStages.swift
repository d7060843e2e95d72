import LimnNetwork

extension Network {
  /// The stages whose units a picture shows.
  ///
  /// - Throws: `FigureError.noRowsOfUnits` for a network that is not a chain of dense layers.
  func drawnStages() throws -> [NetworkStage] {
    guard !stages.isEmpty else { throw FigureError.noRowsOfUnits }
    return stages
  }
}
