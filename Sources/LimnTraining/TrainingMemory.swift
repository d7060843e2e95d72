import LimnCore
import LimnNetwork

/// What training takes of memory, so that what cannot fit is refused before it starts.
package enum TrainingMemory {
  /// Bytes of a parameter in training: the value, the best epoch's, the one before a step, the
  /// gradient, and the two averages of an optimizer such as Adam, in `Float` each.
  private static let bytesOfParameter = 24.0
  /// Bytes of a value that a layer gives for an example of a step: itself and its gradient.
  private static let bytesOfActivation = 8.0

  /// Refuses networks whose training would take more than the machine has.
  ///
  /// - Parameters:
  ///   - parameters: the trained values.
  ///   - values: those that all layers give for an example, the input's included.
  ///   - examples: those of a step.
  ///   - runs: networks that are trained at a time.
  ///   - memory: the machine's, in bytes.
  /// - Throws: `TrainingError.tooLarge`.
  package static func requireRoom(
    parameters: Double, values: Double, examples: Int = 1, runs: Int = 1,
    memory: Int = physicalMemory
  ) throws {
    let bytes =
      Double(runs)
      * (parameters * bytesOfParameter + values * Double(examples) * bytesOfActivation)
    guard bytes <= Double(memory) else {
      throw TrainingError.tooLarge(parameters: parameters, bytes: bytes, memory: memory)
    }
  }

  /// The same for a network that is made.
  ///
  /// - Throws: `TrainingError.tooLarge`.
  package static func requireRoom(
    for network: Network, examples: Int, runs: Int = 1, memory: Int = physicalMemory
  ) throws {
    try requireRoom(
      parameters: Double(network.parameterCount),
      values: network.widths.reduce(0.0) { $0 + Double($1) }, examples: examples, runs: runs,
      memory: memory)
  }
}
