import LimnCore

/// What training takes of memory, so that what cannot fit is refused before it starts.
public enum TrainingMemory {
  /// Bytes of a parameter in training: the value, the best epoch's, the one before a step, the
  /// gradient, and the two averages of an optimizer such as Adam, in `Float` each.
  private static let bytesOfParameter = 24.0
  /// Bytes of a value that a layer gives for an example of a step: itself and its gradient.
  private static let bytesOfActivation = 8.0

  /// Refuses networks whose training would take more than the machine has.
  ///
  /// - Parameters:
  ///   - widths: the values that a layer gives, from the input to the scores.
  ///   - examples: those of a step.
  ///   - runs: networks that are trained at a time.
  ///   - memory: the machine's, in bytes.
  /// - Throws: `TrainingError.tooLarge`.
  public static func requireRoom(
    widths: [Int], examples: Int = 1, runs: Int = 1, memory: Int = physicalMemory
  ) throws {
    let units = widths.map(Double.init)
    let parameters = zip(units, units.dropFirst()).reduce(0.0) { $0 + ($1.0 + 1) * $1.1 }
    let values = units.reduce(0, +) * Double(examples)
    let bytes = Double(runs) * (parameters * bytesOfParameter + values * bytesOfActivation)
    guard bytes <= Double(memory) else {
      throw TrainingError.tooLarge(parameters: parameters, bytes: bytes, memory: memory)
    }
  }
}
