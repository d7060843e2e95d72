import LimnCore
import LimnNetwork

/// The layers found so far, each with the one before it: a graph may try several paths from the
/// input, of which one leads to the scores.
struct LayerTree {
  /// The graph's input, before any layer.
  static let root = -1

  private struct Step {
    let parent: Int
    let layer: any Layer
  }

  private var steps: [Step] = []
  private var numbers = 0
  /// How many numbers all layers may hold together.
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
    switch layer {
    case let dense as Dense: numbers += dense.weights.elements.count + dense.bias.columns
    case let scaling as Scaling: numbers += 2 * scaling.factor.count
    default: break
    }
    guard numbers <= numbersAllowed else { return nil }
    steps.append(Step(parent: parent, layer: layer))
    return steps.count - 1
  }

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

  /// Whether `ancestor` lies on the way to `step`, or is it.
  func leads(_ ancestor: Int, to step: Int) -> Bool {
    var step = step
    while step > ancestor { step = steps[step].parent }
    return step == ancestor
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
