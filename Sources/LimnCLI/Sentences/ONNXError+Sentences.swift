import Limn

extension ONNXError: DescribedError {
  var status: ExitStatus {
    if case .unwritableLayer = self { .internalError } else { .badData }
  }
}
