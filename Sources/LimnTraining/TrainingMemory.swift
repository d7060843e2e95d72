import LimnCore
import LimnNetwork

/// The memory needs of training, so that networks that cannot fit are rejected before training
/// starts.
package enum TrainingMemory {
  /// The bytes for each parameter: the value, that of the best epoch, the one before a step, the
  /// gradient, and two averages of an optimizer such as Adam, each a `Float`.
  private static let bytesOfParameter = 24.0
  /// The bytes for each value of a layer's output and example of a batch: the value and its
  /// gradient.
  private static let bytesOfActivation = 8.0

  /// Rejects training that would need more memory than the machine has.
  ///
  /// - Parameters:
  ///   - parameters: the number of trained parameters.
  ///   - values: the number of output values of all layers for one example, including the input.
  ///   - examples: the number of examples in a batch.
  ///   - runs: the number of networks trained concurrently.
  ///   - memory: the machine's memory, in bytes.
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

  /// Rejects training of an existing network that would need more memory than the machine has.
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
