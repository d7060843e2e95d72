import Limn

extension FileError: DescribedError {
  var status: ExitStatus {
    switch self {
    case .cannotRead:
      .noInput
    case .cannotWrite:
      .cannotWrite
    case .tooLarge:
      .badData
    }
  }
}

extension StreamError: TellableError {
  var complaint: Complaint {
    switch self {
    case .readerGone:
      Complaint("the program that read standard output has closed it.", .cannotWrite)
    case .cannotWrite(let reason):
      Complaint("cannot write to standard output: \(reason.inSentence).", .cannotWrite)
    }
  }
}
