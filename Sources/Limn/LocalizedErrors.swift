#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

// Makes Foundation's `localizedDescription` of an error the error's own sentence.

extension AttributionError: LocalizedError {
  public var errorDescription: String? { description }
}

extension DataError: LocalizedError {
  public var errorDescription: String? { description }
}

extension EvaluationError: LocalizedError {
  public var errorDescription: String? { description }
}

extension FigureError: LocalizedError {
  public var errorDescription: String? { description }
}

extension FileError: LocalizedError {
  public var errorDescription: String? { description }
}

extension GraphicsError: LocalizedError {
  public var errorDescription: String? { description }
}

extension ModelError: LocalizedError {
  public var errorDescription: String? { description }
}

extension NetworkError: LocalizedError {
  public var errorDescription: String? { description }
}

extension ONNXError: LocalizedError {
  public var errorDescription: String? { description }
}

extension ProcessError: LocalizedError {
  public var errorDescription: String? { description }
}

extension ReportError: LocalizedError {
  public var errorDescription: String? { description }
}

extension TensorBoardError: LocalizedError {
  public var errorDescription: String? { description }
}

extension TrainingError: LocalizedError {
  public var errorDescription: String? { description }
}

extension WorkError: LocalizedError {
  public var errorDescription: String? { description }
}
