/// This release of Limn.
public enum Release {
  /// The version, following semantic versioning: before 1.0, each minor version may change the API.
  public static let version = "0.2.0"
}
