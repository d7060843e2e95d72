extension String {
  /// The text, cut in the middle to the longest form that `fits`: its beginning and its end around
  /// an ellipsis, so that names that differ only at the end stay distinguishable. "…" alone if
  /// nothing longer fits.
  ///
  /// Cost: about log₂ of the text's length calls of `fits`.
  ///
  /// - Parameter fits: whether a text is short enough. It must be monotone: true for every text
  ///   shorter than one for which it is true.
  package func shortened(where fits: (String) -> Bool) -> String {
    if fits(self) { return self }
    let characters = Array(self)
    func cut(keeping kept: Int) -> String {
      String(characters.prefix(kept - kept / 2)) + "…" + String(characters.suffix(kept / 2))
    }
    var (fitting, tooLong) = (0, characters.count)
    while tooLong - fitting > 1 {
      let middle = (fitting + tooLong) / 2
      if fits(cut(keeping: middle)) { fitting = middle } else { tooLong = middle }
    }
    return cut(keeping: fitting)
  }
}

extension [String] {
  /// Each name as ``Swift/String/shortened(where:)`` makes it, with "(1)", "(2)" appended where
  /// several would otherwise look the same.
  ///
  /// - Parameter fits: whether a text is short enough; monotone, as in
  ///   ``Swift/String/shortened(where:)``.
  package func shortenedApart(where fits: (String) -> Bool) -> [String] {
    let short = map { $0.shortened(where: fits) }
    var (counts, numbers) = ([String: Int](), [String: Int]())
    for name in short { counts[name, default: 0] += 1 }
    return zip(self, short).map { name, shown in
      guard counts[shown, default: 0] > 1 else { return shown }
      numbers[shown, default: 0] += 1
      let number = " (\(numbers[shown, default: 0]))"
      return name.shortened { fits($0 + number) } + number
    }
  }
}
