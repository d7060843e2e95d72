import LimnCore
import LimnNetwork
import Synchronization

/// A model that remembers where it was asked.
final class RecordingModel: DifferentiableModel {
  let network: Network
  private let record = Mutex(Record())

  private struct Record {
    var scored: [[Float]] = []
    var differentiated: [[Float]] = []
    var largestBatch = 0
  }

  init(_ network: Network) {
    self.network = network
  }

  var input: InputSchema { network.input }
  var output: OutputSchema { network.output }

  func scores(of inputs: Matrix) -> Matrix {
    record.withLock {
      for row in 0..<inputs.rows { $0.scored.append(Array(inputs[row: row])) }
      $0.largestBatch = max($0.largestBatch, inputs.rows)
    }
    return network.scores(of: inputs)
  }

  func vectorJacobianProduct(at inputs: Matrix, cotangents: Matrix) -> Matrix {
    record.withLock {
      for row in 0..<inputs.rows { $0.differentiated.append(Array(inputs[row: row])) }
      $0.largestBatch = max($0.largestBatch, inputs.rows)
    }
    return network.vectorJacobianProduct(at: inputs, cotangents: cotangents)
  }

  /// The rows whose scores were asked for.
  var scored: [[Float]] { record.withLock { $0.scored } }
  /// The rows where gradients were asked for.
  var differentiated: [[Float]] { record.withLock { $0.differentiated } }
  var largestBatch: Int { record.withLock { $0.largestBatch } }
  /// All rows, forward and backward.
  var evaluations: Int { record.withLock { $0.scored.count + $0.differentiated.count } }
}
