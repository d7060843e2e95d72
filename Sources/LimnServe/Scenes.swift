import Synchronization

/// The scenes of a site: the one that it began with, that of the embedded digits, and those of files that
/// were chosen on its pages.
final class Scenes: Sendable {
  let first: Scene
  private let data: OtherData?
  private let version: String
  private let state = Mutex(State())

  private struct State {
    var digits: Scene?
    /// The newest last.
    var chosen: [Scene] = []
    var count = 0
  }

  /// Files that are kept; of more the oldest goes.
  static let mostChosen = 4
  /// - Throws: as ``Scene``.
  init(_ model: ExplainedModel, _ contents: Site.Contents, version: String) throws {
    let data = contents.otherData
    self.data = data
    self.version = version
    first = try Scene(
      "", model, contents,
      choice: { ground in data.map { _ in PageSetup.Choice(first: ground) } }, version: version)
  }

  /// - Throws: ``Refusal`` for a name that none has.
  func named(_ name: String) throws -> Scene {
    if name.isEmpty { return first }
    if name == PageSetup.Choice.digits, let data { return try digits(data) }
    guard let scene = state.withLock({ $0.chosen.first { $0.name == name } }) else {
      throw Refusal(
        404,
        "The file of this page is here no longer: the newest \(Self.mostChosen) are kept. Choose it again."
      )
    }
    return scene
  }

  private func digits(_ data: OtherData) throws -> Scene {
    try state.withLock { state in
      if let known = state.digits { return known }
      let (model, contents) = try data.digits()
      let made = try Scene(
        PageSetup.Choice.digits, model, contents,
        choice: { _ in PageSetup.Choice(first: first.ground) }, version: version)
      state.digits = made
      return made
    }
  }

  /// The columns of a table by the names that the reader knows them by.
  ///
  /// - Throws: ``Refusal``; what the reader says of a file that it cannot take.
  func columns(of file: TableFile) throws -> [String] {
    guard let data else { throw Refusal(400, "Data cannot be chosen here.") }
    return try data.columns(file)
  }

  /// Takes a table as what is trained on.
  ///
  /// - Parameters:
  ///   - label: the column to be learnt, counted from 0.
  ///   - dropped: the columns that are left out.
  /// - Returns: the name of its scene.
  /// - Throws: ``Refusal``; what the reader says of a file that it cannot take.
  func choose(_ file: TableFile, label: Int, dropped: [Int]) throws -> String {
    let names = try columns(of: file)
    guard let data, ([label] + dropped).allSatisfy(names.indices.contains), !dropped.contains(label)
    else { throw Refusal(400, "label and drop: columns of the table are expected.") }
    let (model, contents) = try data.table(file, names[label], dropped.map { names[$0] })
    let name = state.withLock { state in
      state.count += 1
      return "\(state.count)"
    }
    let scene = try Scene(
      name, model, contents,
      choice: { PageSetup.Choice(first: first.ground, chosen: (name, $0)) }, version: version)
    state.withLock { state in
      state.chosen = (state.chosen + [scene]).suffix(Self.mostChosen)
    }
    return name
  }
}
