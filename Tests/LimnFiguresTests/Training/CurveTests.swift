import LimnCore
import LimnFigures
import LimnGraphics
import Testing

@Suite struct CurveTests {
  private let stroke = Stroke(.ink)

  @Test func fewPointsStayAsTheyAre() {
    let curve = Curve("", (1...400).map { (Double($0), Double($0)) }, stroke)
    #expect(curve.thinned(over: 1...400, columns: 100).points.count == 400)
  }

  /// Each column of the thinned curve has the first, last, lowest and highest values of the whole.
  @Test func manyPointsKeepWhatTheyReach() {
    var stream = RandomStream(seed: 1)
    let points = (1...10_000).map { (x: Double($0), y: stream.normal()) }
    let thinned = Curve("", points, stroke).thinned(over: 1...10_000, columns: 100).points
    #expect(thinned.count <= 4 * 101)
    #expect(zip(thinned, thinned.dropFirst()).allSatisfy { $0.x < $1.x })
    func columns(_ points: [(x: Double, y: Double)]) -> [Int: [Double]] {
      Dictionary(grouping: points) { Int(($0.x - 1) / 99.99) }.mapValues { $0.map(\.y) }
    }
    let (whole, kept) = (columns(points), columns(thinned))
    #expect(whole.count == kept.count)
    for (column, values) in whole {
      let rest = kept[column, default: []]
      #expect(rest.first == values.first && rest.last == values.last)
      #expect(rest.min() == values.min() && rest.max() == values.max())
    }
  }

  @Test func gapsSurvive() {
    var points = (1...10_000).map { (x: Double($0), y: 1.0) }
    points[5_000].y = .nan
    points[7_000].y = .infinity
    let thinned = Curve("", points, stroke).thinned(over: 1...10_000, columns: 50).points
    #expect(thinned.filter { !$0.y.isFinite }.map(\.x) == [5_001, 7_001])
  }
}
