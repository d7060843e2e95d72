import LimnText

extension FileError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .cannotRead(let path, let reason): "cannot read \(path): \(reason.inSentence)."
    case .tooLarge(let path, let most):
      "\(path) has more than \(most.grouped) bytes, the most that are read."
    case .cannotWrite(let path, let reason): "cannot write \(path): \(reason.inSentence)."
    }
  }
}
