import LimnCore
import LimnNetwork

/// A network taken apart behind its first dense layer, for the objectives of one game.
///
/// Where all objectives are logits and the last layer is dense, one column for each objective takes
/// the place of its classes, `f_o = a·(W c_o) + b·c_o`: nothing is computed that nobody asked for.
///
/// A class, as all that the games of a batch share: a thread that takes it counts one owner, not those
/// of each array inside, and threads wait for each other where they count.
final class SplitNetwork: Sendable {
  /// What stands before the first dense layer.
  let before: [Scaling]
  let first: Dense
  /// What follows it.
  let readout: PreactivationReadout

  /// `nil` when the model is no network that begins with a dense layer, but for scaling. Dropout,
  /// which does nothing at inference, is passed over.
  init?(_ model: any Model, objectives: [Objective]) {
    guard let network = model as? Network else { return nil }
    var layers = network.logitLayers.filter { !($0 is Dropout) }
    guard let place = layers.firstIndex(where: { $0 is Dense }),
      let first = layers[place] as? Dense,
      layers[..<place].allSatisfy({ $0 is Scaling })
    else { return nil }
    self.before = layers[..<place].compactMap { $0 as? Scaling }
    self.first = first

    var reader: ObjectiveReader? = ObjectiveReader(
      objectives: objectives, output: network.output)
    if objectives.allSatisfy({ !network.output.response(ofValid: $0).isCurved }),
      place < layers.count - 1,
      let last = layers.last as? Dense
    {
      layers[layers.count - 1] = last.projected(on: objectives)
      reader = nil
    }
    let activation = layers.dropFirst(place + 1).first as? any PiecewiseLinearActivation
    let rest = Array(layers.dropFirst(activation == nil ? place + 1 : place + 2))
    if reader == nil, rest.count == 1, let activation, let last = rest[0] as? Dense,
      last.weights.columns <= RectifiedReadout.maximumOutputs
    {
      readout = .rectified(RectifiedReadout(last, negativeSlope: activation.negativeSlope))
    } else {
      readout = .layers(negativeSlope: activation?.negativeSlope, rest, reader)
    }
  }

  /// The distance between rows of pre-activations: the units, or what the readout rounds them up to.
  var width: Int {
    if case .rectified(let readout) = readout { readout.stride } else { first.weights.columns }
  }

  /// The first dense layer's outputs for a batch: rows × ``width``.
  func preactivations(of inputs: Matrix) -> Matrix {
    let states = first.forward(before.reduce(inputs) { $1.forward($0).output }).output
    return Matrix(rows: states.rows, columns: width, elements: states.padded(to: width))
  }
}

/// From the first layer's pre-activations to what the objectives read.
enum PreactivationReadout: Sendable {
  /// One rectified hidden layer with few outputs: read as each state passes, never written out.
  case rectified(RectifiedReadout)
  /// Any layers, in batch. A piecewise-linear activation that comes first is taken apart, to run in
  /// place. Without a reader the layers end in the objectives themselves.
  case layers(negativeSlope: Float?, [any Layer], ObjectiveReader?)
}

extension Dense {
  /// The layer with one column for each objective, all of them logits, in the place of the classes.
  fileprivate func projected(on objectives: [Objective]) -> Dense {
    let (rows, classes) = (weights.rows, weights.columns)
    func column(_ objective: Objective, of values: [Float], row: Int) -> Float {
      Float(objective.sum { Double(values[row * classes + $0]) })
    }
    return Dense(
      weights: Matrix(rows: rows, columns: objectives.count) { target in
        for (place, objective) in objectives.enumerated() {
          for row in 0..<rows {
            target[row * objectives.count + place] = column(
              objective, of: weights.elements, row: row)
          }
        }
      },
      bias: objectives.map { column($0, of: bias.elements, row: 0) })
  }
}
