import LimnCore

/// What a page asks about one input.
struct Question: Decodable, Sendable {
  /// Which page asks; any text that no other page has.
  let visitor: String
  /// Larger for a newer state of that page.
  let number: Int
  /// The input, in the model's own scale.
  let values: [Float]
  /// The methods by name, in the order to show them.
  let methods: [String]
  /// The output to explain; the predicted one if it is left out.
  var target: Int?
  /// What it is set against.
  var against: Int?
  /// The unit inside the network that is explained in place of an output.
  var unit: Unit?
  /// Whether to say what every unit gives.
  var looksInside: Bool?
  /// Which model; the served one if it is left out.
  var model: Which?

  /// Which of the other models that were chosen one after another.
  var otherNumber: Int?

  enum Which: String, Decodable, Sendable {
    case served
    /// The network that was trained on the page.
    case trained
    /// The one that is set beside it.
    case other
  }

  struct Unit: Decodable, Sendable {
    /// The row of units, counted from 1.
    let stage: Int
    let unit: Int
  }

  static let mostMethods = 16
  private static let longestName = 64

  /// - Throws: ``Refusal``.
  func check() throws(Refusal) {
    guard !visitor.isEmpty, visitor.utf8.count <= Self.longestName else {
      throw Refusal(400, "visitor: a name of 1 to \(Self.longestName) bytes is expected.")
    }
    guard methods.count <= Self.mostMethods, Set(methods).count == methods.count else {
      throw Refusal(400, "methods: at most \(Self.mostMethods) are expected, none of them twice.")
    }
  }

  /// The input as a row of the model's.
  ///
  /// - Throws: ``Refusal`` for another number of values than the model takes, or one that is not finite.
  func input(of shape: InputShape) throws(Refusal) -> [Float] {
    guard values.count == shape.count else {
      throw Refusal(400, "values: \(shape.count) numbers are expected, not \(values.count).")
    }
    guard values.allSatisfy(\.isFinite) else {
      throw Refusal(400, "values: a number is not finite.")
    }
    return values
  }
}
