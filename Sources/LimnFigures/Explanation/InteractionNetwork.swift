import LimnAttribution
import LimnCore
import LimnGraphics

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// The strongest pairs of players as a network: lines between the positions of two segments over
/// the picture, or between names in a ring for a table. Red lines are positive interactions, blue
/// lines negative ones, and wider lines are stronger.
public struct InteractionNetwork: Figure {
  private let page: FigurePage

  /// The default number of pairs shown.
  public static let standardPairs = 16

  private static let width = 440.0

  /// The strongest pairs as lines over the picture, or in a ring of names.
  ///
  /// - Parameters:
  ///   - attribution: an attribution with ``Attribution/interactions`` that know their segments.
  ///   - input: the explained input.
  ///   - names: one for each player; `nil` for their numbers.
  ///   - outputs: the names of the model's outputs; their numbers are used if `nil`.
  ///   - tones: the input values that are black and white; derived from the input if `nil`.
  ///   - pairs: the maximum number of pairs shown.
  /// - Throws: ``FigureError/nothingToShow`` for an attribution without pairs or their segments,
  ///   ``FigureError/nonFinite(in:index:)``, ``FigureError/valueCount(of:found:expected:)`` for names that
  ///   are not one for each player, ``FigureError/outOfRange(_:found:range:)`` for fewer pairs than 1.
  public init(
    _ attribution: Attribution, input: [Float], names: [String]?, outputs: OutputSchema? = nil,
    tones: Tones? = nil, pairs: Int = standardPairs
  ) throws {
    guard let interactions = attribution.interactions, interactions.segments != nil,
      interactions.players > 1
    else { throw FigureError.nothingToShow }
    if let index = interactions.pairs.firstIndex(where: { !$0.isFinite }) {
      throw FigureError.nonFinite(in: attribution.method, index: index)
    }
    try FigureError.check(names: names, of: interactions)
    try FigureError.check("the number of pairs to show", pairs, in: 1...Int.max)
    let scale = try ColorScale.symmetric(around: interactions.pairs)
    let links = interactions.strongest(pairs)
    func name(_ player: Int) -> String { names?[player] ?? "\(player)" }
    let drawing: any FigurePart =
      if attribution.shape.isImage {
        try PictureNetwork(
          links, scale: scale,
          picture: Heatmap(input: input, shape: attribution.shape, tones: tones).raster,
          middles: interactions.middles(in: attribution.shape).map { Point($0.x, $0.y) })
      } else {
        RingNetwork(links, scale: scale, players: interactions.players, name: name)
      }
    let what = attribution.objective.description(for: outputs)
    let all = interactions.strongest(.max).count
    let note =
      links.count < all
      ? "The \(links.count) strongest of \(all) pairs; the wider a line, the stronger."
      : "All pairs that are not zero; the wider a line, the stronger."
    page = FigurePage(
      title: "Interactions", subtitle: "what two do together for the \(what)",
      parts: [
        drawing,
        FigureColorBar(
          ColorBar(
            scale, label: "interaction (\(attribution.objective.scale.rawValue))",
            ends: ColorBar.Ends(lower: "less together", upper: "more together")),
          length: Self.width),
        FigureText(note, width: Self.width),
      ], minimumWidth: Self.width)
  }

  public var size: Size { page.size }

  public func draw(on canvas: Canvas) throws { try page.draw(on: canvas) }
}

/// Lines and their end points.
private struct Links: Sendable {
  let pairs: [(first: Int, second: Int, value: Double)]
  let scale: ColorScale

  /// Draws the weakest lines first, so that the strongest are on top.
  func draw(on canvas: Canvas, at place: (Int) -> Point) throws {
    let largest = pairs.reduce(0) { max($0, abs($1.value)) }
    for pair in pairs.reversed() {
      let (start, end) = (place(pair.first), place(pair.second))
      let width = 1 + 5 * abs(pair.value) / max(largest, .leastNormalMagnitude)
      canvas.line(from: start, to: end, Stroke(.white, width: width + 1.5))
      canvas.line(from: start, to: end, Stroke(try scale.color(of: pair.value), width: width))
    }
    for player in Set(pairs.flatMap { [$0.first, $0.second] }).sorted() {
      let middle = place(player)
      let dot = Path.circle(center: middle, radius: 3)
      canvas.fill(dot, .ink)
      canvas.stroke(dot, Stroke(.white, width: 1))
    }
  }
}

/// Lines over a paler version of the picture.
private struct PictureNetwork: FigurePart {
  let size: Size
  private let links: Links
  private let picture: Raster
  private let middles: [Point]

  private static let side = 440.0

  init(
    _ pairs: [(first: Int, second: Int, value: Double)], scale: ColorScale, picture: Raster,
    middles: [Point]
  ) {
    links = Links(pairs: pairs, scale: scale)
    self.picture = picture
    self.middles = middles
    let pixel = Self.side / Double(max(picture.width, picture.height))
    size = Size(Double(picture.width) * pixel, Double(picture.height) * pixel)
  }

  func draw(on canvas: Canvas, at origin: Point) throws {
    let frame = Rect(origin: origin, size: size)
    canvas.withOpacity(0.35) { canvas.draw(picture, in: frame) }
    canvas.stroke(frame, Stroke(.hairline, width: 0.8))
    try links.draw(on: canvas) { player in
      Point(
        origin.x + middles[player].x * size.width, origin.y + middles[player].y * size.height)
    }
  }
}

/// Lines in a ring of the names that occur in the pairs shown.
private struct RingNetwork: FigurePart {
  let size: Size
  private let links: Links
  private let players: [Int]
  private let names: [String]
  private let radius: Double

  private static let style = TextStyle(size: 9)
  private static let longest = 130.0

  init(
    _ pairs: [(first: Int, second: Int, value: Double)], scale: ColorScale, players: Int,
    name: (Int) -> String
  ) {
    links = Links(pairs: pairs, scale: scale)
    self.players = Set(pairs.flatMap { [$0.first, $0.second] }).sorted()
    names = self.players.map { Self.style.truncated(name($0), width: Self.longest) }
    let widest = names.reduce(0) { max($0, Self.style.width(of: $1)) }
    radius = max(70, min(150, Double(self.players.count) * 9))
    size = Size(
      max(440, 2 * (radius + widest + 14)), 2 * (radius + Self.style.lineHeight + 8))
  }

  func draw(on canvas: Canvas, at origin: Point) throws {
    let center = Point(origin.x + size.width / 2, origin.y + size.height / 2)
    func direction(_ place: Int) -> Point {
      let angle = 2 * Double.pi * Double(place) / Double(max(players.count, 1)) - Double.pi / 2
      return Point(cos(angle), sin(angle))
    }
    let places = Dictionary(uniqueKeysWithValues: zip(players, players.indices))
    try links.draw(on: canvas) { player in
      let way = direction(places[player, default: 0])
      return Point(center.x + radius * way.x, center.y + radius * way.y)
    }
    for (place, name) in names.enumerated() {
      let way = direction(place)
      let at = Point(center.x + (radius + 9) * way.x, center.y + (radius + 9) * way.y)
      let anchor: Anchor =
        if abs(way.x) < 0.15 {
          way.y < 0 ? .bottom : .top
        } else {
          way.x < 0 ? .trailing : .leading
        }
      canvas.text(name, at: at, Self.style, anchor: anchor)
    }
  }
}
