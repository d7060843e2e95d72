import LimnCore

/// The difference between two networks in one tensor of an operation.
public struct TensorDifference: Sendable, Hashable {
  /// The name, such as "weights" or "bias".
  public let name: String
  /// The tensor in the first network; `nil` if it has none.
  public let before: Tensor?
  /// The tensor in the second network; `nil` if it has none.
  public let after: Tensor?
  /// The change of its values; `nil` if the shapes differ or one of the tensors is missing.
  public let change: Change?

  /// A tensor in one of the networks.
  public struct Tensor: Sendable, Hashable {
    /// Its shape.
    public let shape: Shape
    /// The Euclidean norm of its values.
    public let norm: Double
  }

  /// The change of the values of a tensor.
  public struct Change: Sendable, Hashable {
    /// The Euclidean norm of the change.
    public let norm: Double
    /// The number of values that differ.
    public let count: Int
    /// The value with the largest change, the first on ties; `nil` if no value changed.
    public let largest: Entry?
  }

  /// One value of a tensor.
  public struct Entry: Sendable, Hashable {
    /// The index along each axis, counted from 0.
    public let index: [Int]
    /// The value before.
    public let before: Float
    /// The value after.
    public let after: Float

    /// The value after minus the value before.
    public var change: Double { Double(after) - Double(before) }
    var size: Double { abs(change) }
  }

  /// Whether both tensors exist and no value differs.
  public var isSame: Bool { change.map { $0.count == 0 } ?? false }

  /// The norm of the change divided by the norm before; `nil` if there is no ``change`` or the norm
  /// before is 0.
  public var relativeChange: Double? {
    guard let change, let before, before.norm > 0 else { return nil }
    return change.norm / before.norm
  }

  /// The differences of all tensors, one for each name in either network.
  static func all(from before: [Parameter], to after: [Parameter]) -> [TensorDifference] {
    let names = before.map(\.name)
    let added = after.filter { !names.contains($0.name) }
    return before.map { old in
      TensorDifference(old.name, old, after.first { $0.name == old.name })
    } + added.map { TensorDifference($0.name, nil, $0) }
  }

  private init(_ name: String, _ old: Parameter?, _ new: Parameter?) {
    self.name = name
    before = old.map(Tensor.init)
    after = new.map(Tensor.init)
    guard let old, let new, old.shape == new.shape else {
      change = nil
      return
    }
    change = Change(from: old.values.elements, to: new.values.elements, shape: old.shape)
  }
}

extension TensorDifference.Tensor {
  fileprivate init(_ parameter: Parameter) {
    self.init(
      shape: parameter.shape,
      norm: parameter.values.elements.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot())
  }
}

extension TensorDifference.Change {
  fileprivate init(from before: [Float], to after: [Float], shape: Shape) {
    var (sum, count, place, peak) = (0.0, 0, 0, 0.0)
    before.withUnsafeBufferPointer { before in
      after.withUnsafeBufferPointer { after in
        for i in before.indices where before[i] != after[i] {
          let moved = Double(after[i]) - Double(before[i])
          sum += moved * moved
          count += 1
          if abs(moved) > peak { (place, peak) = (i, abs(moved)) }
        }
      }
    }
    norm = sum.squareRoot()
    self.count = count
    guard count > 0 else {
      largest = nil
      return
    }
    var (rest, index) = (place, [Int]())
    for size in shape.sizes.reversed() {
      index.append(rest % size)
      rest /= size
    }
    largest = TensorDifference.Entry(
      index: index.reversed(), before: before[place], after: after[place])
  }
}
