import Limn

/// What a model says of one input.
struct Prediction: Encodable {
  let input: String
  let model: String
  let predicted: Int
  /// The class the input belongs to, where that is known.
  let labelled: Int?
  /// Of all classes, 0 to 1.
  let probabilities: [Double]
  let logits: [Double]

  /// - Throws: `ModelError` for scores that are not finite.
  init(of input: NamedInput, by model: NamedModel) throws {
    let scores = try model.network.checkedScores(of: Matrix(row: input.values))
    self.input = input.name
    self.model = model.name
    predicted = scores.argmaxOfRows()[0]
    labelled = input.labelledClass
    probabilities = softmax(scores.elements)
    logits = scores.elements.map(Double.init)
  }

  /// For people: the sentence, then a line for each class, the likeliest first.
  var table: String {
    let label = labelled.map { ", labelled \($0)" } ?? ""
    let order = probabilities.indices.sorted {
      (logits[$0], $1) > (logits[$1], $0)
    }
    let width = String(probabilities.count - 1).count
    let lines = order.map { label in
      let number = String(label)
      let bar = String(repeating: "█", count: Int((30 * probabilities[label]).rounded()))
      let padded = String(repeating: " ", count: 5 + width - number.count) + number
      let percent = NumberText.percent(probabilities[label])
      let space = String(repeating: " ", count: max(0, 12 - percent.count))
      return "\(padded)\(space)\(percent)  \(bar)".trimmingTrailingSpaces
    }
    return """
      \(input): predicted \(predicted) with probability \
      \(NumberText.percent(probabilities[predicted]))\(label)

      class  probability
      \(lines.joined(separator: "\n"))

      """
  }
}

extension String {
  /// The text without spaces at its end.
  var trimmingTrailingSpaces: String {
    String(self[..<(lastIndex { $0 != " " }.map(index(after:)) ?? startIndex)])
  }
}
