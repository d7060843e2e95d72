import CFixtures
import LimnNetwork

/// The trained digits network that lives inside the binary.
public enum EmbeddedModel {
  /// What errors and outputs call it.
  public static let name = "embedded digits model"

  /// Reads the embedded file. Cost: some 0.1 ms; hold on to the result rather than ask again.
  ///
  /// - Throws: ``ONNXError``, which would be a defect of the build.
  public static func model() throws -> ONNXModel {
    let fixture = limn_model()
    let bytes = UnsafeBufferPointer(start: fixture.start, count: fixture.count)
    return try ONNXModel.read(Array(bytes), file: name)
  }

  /// The network of ``model()``.
  public static func network() throws -> Network {
    try model().network
  }
}
