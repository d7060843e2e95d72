import LimnNetwork

typealias GELUForm = GELU.Form

extension GELU.Form {
  /// From ONNX's attribute `approximate`.
  init?(approximation: String) {
    switch approximation {
    case "none": self = .exact
    case "tanh": self = .tanh
    default: return nil
    }
  }
}
