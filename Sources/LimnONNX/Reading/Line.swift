/// A value of the graph that comes from its input: the layers up to it and its shape.
struct Line {
  /// What has been computed since the last layer, element by element, and is no layer yet.
  enum Pending {
    case nothing
    /// The same function of each element.
    case function(ScalarExpression)
    /// `(x − shift) · factor`, with a value for each feature.
    case scaling(shift: [Double], factor: [Double])
  }

  enum Element {
    case real, integer, truth
  }

  /// The last layer up to it, by its number in ``LayerTree``.
  var step: Int
  /// The size of each axis; `nil` is the batch, which stands once.
  var shape: [Int?]
  var pending = Pending.nothing
  var element = Element.real
  /// Whether it is a matrix product to which a bias may be added next.
  var awaitsBias = false

  /// The number of features: of values for one input.
  var width: Int { Self.width(of: shape) }

  static func width(of shape: [Int?]) -> Int { shape.reduce(1) { $0 * ($1 ?? 1) } }

  /// The axis of the batch.
  var batchAxis: Int? { shape.firstIndex(of: nil) }

  /// Whether the batch comes first and all features lie along one axis.
  var isOneRowEach: Bool {
    batchAxis == 0 && shape.count { size in size.map { $0 > 1 } ?? false } <= 1
  }

  /// What is pending, where it is the same for each element.
  var expression: ScalarExpression? {
    switch pending {
    case .nothing: .input
    case .function(let expression): expression
    case .scaling: nil
    }
  }
}
