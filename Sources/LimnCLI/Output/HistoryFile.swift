import Limn

/// The formats of a training history.
enum HistoryFormat: String {
  case json
  case csv

  /// The format selected by a file's extension.
  init?(path: String) {
    guard let dot = path.lastIndex(of: ".") else { return nil }
    self.init(rawValue: path[path.index(after: dot)...].lowercased())
  }
}

/// The file of a training history, if one is requested.
struct HistoryFile: ~Copyable {
  private var file: PartialFile?
  private let format: HistoryFormat

  /// - Throws: `FileError.cannotWrite`.
  init(path: String?) throws {
    file = try path.map { try PartialFile(path: $0) }
    format = path.flatMap(HistoryFormat.init(path:)) ?? .json
  }

  /// Writes the history and moves it into place.
  ///
  /// - Throws: `FileError.cannotWrite`.
  consuming func write(_ history: TrainingHistory) throws {
    try fill(history)
    try commit()
  }

  /// Writes the history; ``commit()`` moves it into place.
  ///
  /// - Throws: `FileError.cannotWrite`.
  mutating func fill(_ history: TrainingHistory) throws {
    switch format {
    case .json: try file?.append(try history.json())
    case .csv: try file?.append(history.csv())
    }
  }

  /// - Throws: `FileError.cannotWrite`.
  consuming func commit() throws {
    if let file { try file.commit() }
  }
}
