extension CancellationError: TellableError {
  var complaint: Complaint {
    Complaint("stopped before it was done.", .interrupted)
  }
}
