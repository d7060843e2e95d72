/// A figure as JSON: the path of its file and, in the same object, the numbers it shows.
struct PlotDocument<Content: Encodable>: Encodable {
  let figure: String
  let content: Content

  private enum CodingKeys: CodingKey { case figure }

  func encode(to encoder: any Encoder) throws {
    try content.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(figure, forKey: .figure)
  }
}
