import LimnNetwork

/// The parameters of a network in the course of a run, for ``LossSurface``.
///
/// In a long run only every second, fourth, … state is kept, so that there are never more than
/// twice ``mostStates``. Memory: four bytes for each parameter and state.
public struct TrainingPath: Sendable {
  /// The recorded states; epoch 0 is the start.
  private(set) var states: [(epoch: Int, parameters: [Float])] = []
  private var stride = 1

  /// The number of states, 100; when twice as many have been recorded, every second one is dropped.
  public static let mostStates = 100

  /// Creates a path that begins at the untrained network.
  ///
  /// - Parameter start: the network before training.
  public init(from start: Network) {
    states = [(0, start.parameterVector)]
  }

  /// Adds the network's state after an epoch, counted from 1.
  public mutating func append(_ network: Network, epoch: Int) {
    guard epoch.isMultiple(of: stride) else { return }
    states.append((epoch, network.parameterVector))
    if states.count > 2 * Self.mostStates {
      stride *= 2
      states = states.filter { $0.epoch.isMultiple(of: stride) }
    }
  }
}
