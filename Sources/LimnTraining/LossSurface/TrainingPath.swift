import LimnNetwork

/// Where a network's parameters stood in the course of a run, for ``LossSurface``.
///
/// Of a long run every second, fourth, … state is kept, so that there are never more than twice
/// ``mostStates``. Memory: four bytes for each parameter and state.
public struct TrainingPath: Sendable {
  /// Epoch 0 is the start.
  private(set) var states: [(epoch: Int, parameters: [Float])] = []
  private var stride = 1

  /// From so many states on, every second is left out: 100.
  public static let mostStates = 100

  /// Begins a path at the untrained network.
  ///
  /// - Parameter start: the network before training.
  public init(from start: Network) {
    states = [(0, start.parameterVector)]
  }

  /// Adds the network as it stands after an epoch.
  public mutating func append(_ network: Network, epoch: Int) {
    guard epoch.isMultiple(of: stride) else { return }
    states.append((epoch, network.parameterVector))
    if states.count > 2 * Self.mostStates {
      stride *= 2
      states = states.filter { $0.epoch.isMultiple(of: stride) }
    }
  }
}
