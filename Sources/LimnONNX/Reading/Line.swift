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

  /// Axes beside the batch's that are one axis with it in the file, as attention's heads are.
  struct Joint: Equatable {
    /// Their places in ``Line/shape``, the batch's among them.
    let axes: Range<Int>
    /// The node that put them on one axis.
    let node: ONNXNode
  }

  /// The value it is based on, by its number in ``GraphBuilder``.
  var value: Int
  /// The size of each axis; `nil` is the batch, which stands once.
  var shape: [Int?]
  /// Which of the axes are one in the file; `nil` where each stands alone.
  var joint: Joint?
  var pending = Pending.nothing
  var element = Element.real
  /// Whether it is a matrix product to which a bias may be added next.
  var awaitsBias = false

  /// The number of features: of values for one input.
  var width: Int { Self.width(of: shape) }

  static func width(of shape: [Int?]) -> Int { shape.reduce(1) { $0 * ($1 ?? 1) } }

  /// The size of each of the file's axes.
  var extents: [Extent] {
    let each = shape.map { $0.map { Extent($0) } ?? Extent(1, timesBatch: true) }
    guard let joint else { return each }
    let together = each[joint.axes].reduce(1) { $0 * $1.count }
    return each[..<joint.axes.lowerBound] + [Extent(together, timesBatch: true)]
      + each[joint.axes.upperBound...]
  }

  /// The places in ``shape`` of one of the file's axes.
  func places(of axis: Int) -> Range<Int> {
    guard let joint else { return axis..<axis + 1 }
    let place = axis > joint.axes.lowerBound ? axis + joint.axes.count - 1 : axis
    return place..<(axis == joint.axes.lowerBound ? joint.axes.upperBound : place + 1)
  }

  /// The axis of the batch.
  var batchAxis: Int? { shape.firstIndex(of: nil) }

  /// The shape of one example: the batch's axis left out.
  var example: Shape { Shape(shape.compactMap { $0 }) }

  /// Whether the first axis is the batch, or of one element where the whole input is one example.
  var isBatchFirst: Bool { batchAxis == 0 || batchAxis == nil && shape.first == 1 }

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
