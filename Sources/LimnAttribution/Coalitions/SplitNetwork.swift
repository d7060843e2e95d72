import LimnCore
import LimnNetwork

/// A network split after its first dense layer, for the objectives of one game.
///
/// If all objectives are linear in the raw scores and the last layer is dense, its columns are
/// replaced by one for each objective, `f_o = a·(W c_o) + b·c_o`, so that no other output is
/// computed.
///
/// A class because the games of a batch share it: copying a struct would update the reference count
/// of each array inside, and threads contend for these counts.
final class SplitNetwork: Sendable {
  /// The scalings before the first dense layer.
  let before: [Scaling]
  let first: Dense
  /// The part after it.
  let readout: PreactivationReadout

  /// Returns `nil` unless the model's structure is accessible and begins with a dense layer, after
  /// scalings at most.
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

  /// The distance between rows of pre-activations: the number of units, or the readout's stride.
  var width: Int {
    if case .rectified(let readout) = readout { readout.stride } else { first.weights.columns }
  }

  /// The first dense layer's outputs for a batch: rows × ``width``.
  func preactivations(of inputs: Matrix) -> Matrix {
    let states = first.forward(before.reduce(inputs) { $1.forward($0).output }).output
    return Matrix(rows: states.rows, columns: width, elements: states.padded(to: width))
  }
}

/// How the objectives are computed from the first layer's pre-activations.
enum PreactivationReadout: Sendable {
  /// One rectified hidden layer with few outputs, computed state by state without storing the
  /// states.
  case rectified(RectifiedReadout)
  /// The rest of the network, evaluated in batches. A leading rectifier is separated, to be applied
  /// in place. Without a reader, the outputs of the rest are the objectives themselves.
  case network(negativeSlope: Float?, Network, ObjectiveReader?)
}

extension Dense {
  /// The layer with its columns replaced by one for each objective, all linear in the raw scores.
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
