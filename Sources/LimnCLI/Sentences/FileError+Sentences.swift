import Limn

extension FileError: TellableError {
  var complaint: Complaint {
    switch self {
    case .cannotRead(let path, let reason):
      Complaint("cannot read \(path): \(sentenceCase(reason)).", .noInput)
    case .cannotWrite(let path, let reason):
      Complaint("cannot write \(path): \(sentenceCase(reason)).", .cannotWrite)
    case .tooLarge(let path, let most):
      Complaint(
        "\(path) has more than \(NumberText.grouped(most)) bytes, the most that are read.", .badData
      )
    }
  }
}

extension StreamError: TellableError {
  var complaint: Complaint {
    switch self {
    case .readerGone:
      Complaint("whoever read the output has gone.", .cannotWrite)
    case .cannotWrite(let reason):
      Complaint("cannot write to standard output: \(sentenceCase(reason)).", .cannotWrite)
    }
  }
}

/// The system's "No such file or directory" as part of a sentence.
private func sentenceCase(_ reason: String) -> String {
  reason.prefix(1).lowercased() + reason.dropFirst()
}
