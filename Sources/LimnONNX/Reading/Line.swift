import LimnNetwork

/// A value of the file's graph that comes from its input.
struct Line {
  /// What has been computed since the value it is based on, element by element, and is no operation yet.
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

  /// The value it is based on, by its number in ``GraphBuilder``.
  var value: Int
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

  /// The shape of one example: the batch's axis left out.
  var example: Shape { Shape(shape.compactMap { $0 }) }

  /// The axis of one example that is `axis` of the whole, counted from the end where it is negative;
  /// `nil` for the batch's and for one that is none.
  func exampleAxis(_ axis: Int) -> Int? {
    let axis = axis < 0 ? axis + shape.count : axis
    guard shape.indices.contains(axis), shape[axis] != nil else { return nil }
    return shape[..<axis].count { $0 != nil }
  }

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
