import LimnCore
import LimnNetwork
import Synchronization

/// A model that counts its calls and the rows it was asked for.
final class CallCounter: Model {
  private let network: Network
  private let counts = Mutex((calls: 0, rows: 0))

  init(_ network: Network) {
    self.network = network
  }

  var input: InputSchema { network.input }
  var output: OutputSchema { network.output }

  func scores(of inputs: Matrix) -> Matrix {
    counts.withLock {
      $0.calls += 1
      $0.rows += inputs.rows
    }
    return network.scores(of: inputs)
  }

  var calls: Int { counts.withLock { $0.calls } }
  var rows: Int { counts.withLock { $0.rows } }
}
