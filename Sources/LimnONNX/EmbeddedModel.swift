import CFixtures
import LimnNetwork

/// The trained digits network that is embedded in the binary.
public enum EmbeddedModel {
  /// The model's name in errors and outputs.
  public static let name = "embedded digits model"

  /// Reads the embedded file. Cost: about 0.1 ms; keep the result if it is needed repeatedly.
  ///
  /// - Throws: ``ONNXError``, which would indicate a defective build.
  public static func model() throws -> ONNXModel {
    let fixture = limn_model()
    let bytes = UnsafeBufferPointer(start: fixture.start, count: fixture.count)
    return try ONNXModel.read(Array(bytes), file: name)
  }

  /// The network of ``model()``.
  ///
  /// - Throws: as ``model()``.
  public static func network() throws -> Network {
    try model().network
  }
}
