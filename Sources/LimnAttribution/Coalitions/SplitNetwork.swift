import LimnCore
import LimnNetwork

/// A network split behind its first dense layer, for the objectives of one game.
///
/// Where all objectives are logits and the last layer is dense, one column for each objective takes
/// the place of its classes, `f_o = a·(W c_o) + b·c_o`: nothing is computed that was not asked for.
///
/// A class, as all that the games of a batch share: a thread that takes it counts one owner, not those
/// of each array inside, and threads wait for each other where they count.
final class SplitNetwork: Sendable {
  /// What stands before the first dense layer.
  let before: [Scaling]
  let first: Dense
  /// What follows it.
  let readout: PreactivationReadout

  /// `nil` when the model does not show that its input meets a dense map first, but for scaling.
  init?(_ model: any Model, objectives: [Objective]) {
    guard let front = model.visibleAnatomy?.denseFront else { return nil }
    before = front.scalings
    first = front.dense
    guard objectives.allSatisfy({ !model.output.response(ofValid: $0).isCurved }),
      let last = front.last?.projected(on: objectives)
    else {
      let reader = ObjectiveReader(objectives: objectives, output: model.output)
      readout = .network(negativeSlope: front.negativeSlope, front.rest, reader)
      return
    }
    if front.rest.nodes.count == 1, let slope = front.negativeSlope,
      last.weights.columns <= RectifiedReadout.maximumOutputs
    {
      readout = .rectified(RectifiedReadout(last, negativeSlope: slope))
    } else {
      readout = .network(
        negativeSlope: front.negativeSlope, front.rest(endingIn: last), nil)
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
  /// The rest of the network, in batch. A rectifier that comes first is taken apart, to run in place.
  /// Without a reader the rest ends in the objectives themselves.
  case network(negativeSlope: Float?, Network, ObjectiveReader?)
}

extension Dense {
  /// The layer with one column for each objective, all of them logits, in place of the classes.
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
