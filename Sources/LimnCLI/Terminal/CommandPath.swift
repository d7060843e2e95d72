import ArgumentParser

/// The command that the words of a command line name, as far as they do.
struct CommandPath {
  private(set) var command: any ParsableCommand.Type
  /// "limn plot".
  private(set) var name: String
  /// A word in place of a command's name that is not one.
  private(set) var stranger: String?

  /// - Parameter arguments: the arguments without the program's own name.
  init(_ arguments: some Sequence<String>, from root: any ParsableCommand.Type = LimnCommand.self) {
    command = root
    name = root.commandName
    var isFirst = true
    for word in arguments {
      defer { isFirst = false }
      if isFirst, word == "help" { continue }
      let subcommands = command.configuration.subcommands
      guard !subcommands.isEmpty, !word.hasPrefix("-") else { return }
      guard let next = subcommands.first(where: { $0.commandName == word }) else {
        stranger = word
        return
      }
      command = next
      name += " \(word)"
    }
  }

  /// The command whose name is most similar to ``stranger``, if one is similar: it starts like it,
  /// or differs in at most a third of its letters.
  var nearest: String? {
    guard let stranger else { return nil }
    let names = command.configuration.subcommands.map { $0.commandName }
    if stranger.count > 1, let begun = names.first(where: { $0.hasPrefix(stranger) }) {
      return begun
    }
    return names.nearest(to: stranger)
  }
}

extension ParsableCommand {
  fileprivate static var commandName: String { configuration.commandName ?? _commandName }
}

extension [String] {
  /// The name that differs least, in at most a third of its letters.
  func nearest(to stranger: String) -> String? {
    let near = map { (name: $0, distance: $0.distance(to: stranger)) }
      .min { $0.distance < $1.distance }
    return near.flatMap { 3 * $0.distance <= $0.name.count ? $0.name : nil }
  }
}

extension String {
  /// The number of letters to insert, delete, replace or swap with a neighbour to turn one text
  /// into the other (Damerau 1964, with each position changed at most once). Cost: the product of
  /// both lengths.
  fileprivate func distance(to other: String) -> Int {
    let (a, b) = (Array(self), Array(other))
    var rows = [Array(0...b.count)]
    for i in 1..<a.count + 1 {
      var row = [i]
      for j in 1..<b.count + 1 {
        var best = Swift.min(
          rows[i - 1][j] + 1, row[j - 1] + 1, rows[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1))
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
          best = Swift.min(best, rows[i - 2][j - 2] + 1)
        }
        row.append(best)
      }
      rows.append(row)
    }
    return rows[a.count][b.count]
  }
}
