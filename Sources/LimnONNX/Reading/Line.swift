import LimnNetwork

/// A value of the file's graph that is computed from its input.
struct Line {
  /// Elementwise arithmetic on the underlying value that has not yet become an operation.
  enum Pending {
    case nothing
    /// The same function for each element.
    case function(ScalarExpression)
    /// `(x − shift) · factor`, with one shift and factor for each feature.
    case scaling(shift: [Double], factor: [Double])
  }

  enum Element {
    case real, integer, truth
  }

  /// Several axes that form one axis with the batch in the file, as with the heads of attention.
  struct Joint: Equatable {
    /// Their positions in ``Line/shape``, including that of the batch.
    let axes: Range<Int>
    /// The node that joined them.
    let node: ONNXNode
  }

  /// The underlying value, by its number in ``GraphBuilder``.
  var value: Int
  /// The size of each axis; `nil` is the batch, which occurs at most once.
  var shape: [Int?]
  /// The axes that are one axis in the file; `nil` if there are none.
  var joint: Joint?
  var pending = Pending.nothing
  var element = Element.real
  /// Whether this is a matrix product to which a bias may be added next.
  var awaitsBias = false

  /// The number of features: of values for one example.
  var width: Int { Self.width(of: shape) }

  static func width(of shape: [Int?]) -> Int { shape.reduce(1) { $0 * ($1 ?? 1) } }

  /// The size of each axis of the file.
  var extents: [Extent] {
    let each = shape.map { $0.map { Extent($0) } ?? Extent(1, timesBatch: true) }
    guard let joint else { return each }
    let together = each[joint.axes].reduce(1) { $0 * $1.count }
    return each[..<joint.axes.lowerBound] + [Extent(together, timesBatch: true)]
      + each[joint.axes.upperBound...]
  }

  /// The positions in ``shape`` of one of the file's axes.
  func places(of axis: Int) -> Range<Int> {
    guard let joint else { return axis..<axis + 1 }
    let place = axis > joint.axes.lowerBound ? axis + joint.axes.count - 1 : axis
    return place..<(axis == joint.axes.lowerBound ? joint.axes.upperBound : place + 1)
  }

  /// The position of the batch axis.
  var batchAxis: Int? { shape.firstIndex(of: nil) }

  /// The shape of one example, without the batch axis.
  var example: Shape { Shape(shape.compactMap { $0 }) }

  /// Whether the first axis is the batch, or has size 1 if the whole input is one example.
  var isBatchFirst: Bool { batchAxis == 0 || batchAxis == nil && shape.first == 1 }

  /// The axis of one example that corresponds to `axis` of the whole, counted from the end if
  /// negative; `nil` for the batch axis and for an axis out of range.
  func exampleAxis(_ axis: Int) -> Int? {
    let axis = axis < 0 ? axis + shape.count : axis
    guard shape.indices.contains(axis), shape[axis] != nil else { return nil }
    return shape[..<axis].count { $0 != nil }
  }

  /// Whether the batch comes first and all features lie on a single axis.
  var isOneRowEach: Bool {
    batchAxis == 0 && shape.count { size in size.map { $0 > 1 } ?? false } <= 1
  }

  /// The pending arithmetic as a function that is the same for each element; `nil` if it is not.
  var expression: ScalarExpression? {
    switch pending {
    case .nothing: .input
    case .function(let expression): expression
    case .scaling: nil
    }
  }
}
