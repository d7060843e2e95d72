/// What this is.
public enum Release {
  /// The version of Limn, by the rules of semantic versioning: in 0.y every y may change what a program is
  /// written against.
  public static let version = "0.2.0"
}
