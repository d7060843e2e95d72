import LimnCore

/// A page's request about one input.
struct Question: Decodable, Sendable {
  /// The identifier of the page, which no other page has.
  let visitor: String
  /// The number of the page's state; newer states have larger numbers.
  let number: Int
  /// The input, in the model's own scale.
  let values: [Float]
  /// The names of the methods, in display order.
  let methods: [String]
  /// The output to explain; the predicted one if missing.
  var target: Int?
  /// The output that it is compared with.
  var against: Int?
  /// The unit inside the network to explain instead of an output.
  var unit: Unit?
  /// Whether to return the activations of all units.
  var looksInside: Bool?
  /// The model; the served one if missing.
  var model: Which?

  /// The number of the comparison model among those chosen so far.
  var otherNumber: Int?

  enum Which: String, Decodable, Sendable {
    case served
    /// The network that was trained on the page.
    case trained
    /// The comparison model.
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

  /// The input as a row for the model.
  ///
  /// - Throws: ``Refusal`` for a wrong number of values, or a value that is not finite.
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
