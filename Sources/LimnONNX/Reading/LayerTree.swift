import LimnCore
import LimnNetwork

/// The layers found so far, each with the one before it: a graph may try several paths from the
/// input, of which one leads to the scores. It also counts the numbers that reading makes, so that no
/// file takes more memory than a small multiple of its size.
struct LayerTree {
  /// The graph's input, before any layer.
  static let root = -1

  private struct Step {
    let parent: Int
    let layer: any Layer
  }

  private var steps: [Step] = []
  private var numbers = 0
  /// How many numbers may be made altogether.
  let numbersAllowed: Int

  init(numbersAllowed: Int) {
    self.numbersAllowed = numbersAllowed
  }

  subscript(step: Int) -> (any Layer)? {
    step == Self.root ? nil : steps[step].layer
  }

  /// Adds a layer after `parent`. A scaling is folded into a dense layer that it follows.
  ///
  /// - Returns: the new step, or `nil` when the layers would hold too many numbers.
  mutating func append(_ layer: any Layer, after parent: Int) -> Int? {
    guard let scaling = layer as? Scaling, let dense = self[parent] as? Dense else {
      return add(layer, after: parent)
    }
    return add(dense.followed(by: scaling), after: steps[parent].parent)
  }

  private mutating func add(_ layer: any Layer, after parent: Int) -> Int? {
    let count =
      switch layer {
      case let dense as Dense: dense.weights.elements.count + dense.bias.columns
      case let scaling as Scaling: 2 * scaling.factor.count
      default: 0
      }
    guard spend(count) else { return nil }
    steps.append(Step(parent: parent, layer: layer))
    return steps.count - 1
  }

  /// Counts numbers that are made.
  ///
  /// - Returns: whether there may be so many.
  mutating func spend(_ count: Int) -> Bool {
    numbers += count
    return numbers <= numbersAllowed
  }

  /// The step before one that is not the root.
  func parent(of step: Int) -> Int { steps[step].parent }

  /// The layers from the input up to `step`.
  func layers(upTo step: Int) -> [any Layer] {
    var layers: [any Layer] = []
    var step = step
    while step != Self.root {
      layers.append(steps[step].layer)
      step = steps[step].parent
    }
    return layers.reversed()
  }

  /// All steps on the way from the input to `step`.
  func path(to step: Int) -> Set<Int> {
    var path: Set = [step]
    var step = step
    while step != Self.root {
      step = steps[step].parent
      path.insert(step)
    }
    return path
  }
}

extension Dense {
  /// `(x W + b − shift) · factor` as one dense layer; weights are rounded once more only where the
  /// factor is not 1.
  fileprivate func followed(by scaling: Scaling) -> Dense {
    let columns = weights.columns
    var scaled = weights
    if scaling.factor.contains(where: { $0 != 1 }) {
      scaled = Matrix(rows: weights.rows, columns: columns) { target in
        weights.elements.withUnsafeBufferPointer { source in
          for i in source.indices { target[i] = source[i] * scaling.factor[i % columns] }
        }
      }
    }
    let bias = (0..<columns).map {
      (self.bias.elements[$0] - scaling.shift[$0]) * scaling.factor[$0]
    }
    return Dense(weights: scaled, bias: bias)
  }
}
