import Synchronization

/// The scenes of a site: the one that it started with, that of the embedded digits, and those of
/// files chosen on its pages.
final class Scenes: Sendable {
  let first: Scene
  private let data: OtherData?
  private let version: String
  private let state = Mutex(State())

  private struct State {
    var digits: Scene?
    /// The scenes of chosen files, the newest last.
    var chosen: [Scene] = []
    var count = 0
  }

  /// The maximum number of files kept; beyond it, the oldest is dropped.
  static let mostChosen = 4
  /// - Throws: the errors of ``Scene``.
  init(_ model: ExplainedModel, _ contents: Site.Contents, version: String) throws {
    let data = contents.otherData
    self.data = data
    self.version = version
    first = try Scene(
      "", model, contents,
      choice: { ground in data.map { _ in PageSetup.Choice(first: ground) } }, version: version)
  }

  /// - Throws: ``Refusal`` for an unknown name.
  func named(_ name: String) throws -> Scene {
    if name.isEmpty { return first }
    if name == PageSetup.Choice.digits, let data { return try digits(data) }
    guard let scene = state.withLock({ $0.chosen.first { $0.name == name } }) else {
      throw Refusal(
        404,
        "This page's file is no longer here: only the newest \(Self.mostChosen) are kept. Choose "
          + "it again."
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

  /// The names of a table's columns.
  ///
  /// - Throws: ``Refusal``; the reader's error for a file that it cannot read.
  func columns(of file: TableFile) throws -> [String] {
    guard let data else { throw Refusal(400, "Data cannot be chosen here.") }
    return try data.columns(file)
  }

  /// Makes a scene that trains on a table.
  ///
  /// - Parameters:
  ///   - file: the table.
  ///   - label: the column to predict, counted from 0.
  ///   - dropped: the columns to leave out.
  /// - Returns: the name of its scene.
  /// - Throws: ``Refusal``; the reader's error for a file that it cannot read.
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
