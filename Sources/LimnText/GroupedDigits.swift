extension Int {
  /// The number with commas between thousands: "4,810".
  package var grouped: String {
    let digits = String(magnitude)
    let grouped = digits.enumerated().map { index, digit in
      index > 0 && (digits.count - index).isMultiple(of: 3) ? ",\(digit)" : String(digit)
    }
    return (self < 0 ? "−" : "") + grouped.joined()
  }
}
