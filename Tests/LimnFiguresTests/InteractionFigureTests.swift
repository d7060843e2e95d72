import LimnAttribution
import LimnCore
import LimnFigures
import Testing

@Suite struct InteractionFigureTests {
  private static func attribution() -> Attribution {
    Attribution(
      method: "shap-interactions", objective: .output(), shape: .vector(3), values: [1, 2, 3],
      scoreAtInput: 6, scoreAtBaseline: 0, evaluations: 8,
      interactions: Interactions(
        index: .shapley, singles: [1, 2, 3], pairs: [0, 1, 0, 1, 0, -2, 0, -2, 0],
        segments: [0, 1, 2]))
  }

  /// Names come from a table, whose columns may be others than the players.
  @Test(arguments: [0, 2, 4]) func namesAreOneForEachPlayer(count: Int) {
    let names = [String](repeating: "name", count: count)
    let error = FigureError.valueCount(of: "names", found: count, expected: 3)
    #expect(throws: error) { try InteractionFigure(Self.attribution(), names: names) }
    #expect(throws: error) {
      try InteractionNetwork(Self.attribution(), input: [1, 2, 3], names: names)
    }
  }

  @Test(arguments: [0, -1]) func aPairIsShown(pairs: Int) throws {
    #expect(
      throws: FigureError.outOfRange(
        "the number of pairs to show", found: pairs, range: 1...Int.max)
    ) {
      try InteractionNetwork(Self.attribution(), input: [1, 2, 3], names: nil, pairs: pairs)
    }
    #expect(Self.attribution().interactions?.strongest(pairs).isEmpty == true)
  }
}
