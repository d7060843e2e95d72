import LimnGraphics
import LimnNetwork

/// The difference in words, for tables and pictures.
extension NetworkDifference {
  /// "2 of 6 operations differ: 1 changed, 1 with other weights."
  public var totals: String {
    guard !isIdentical else { return "The models are identical." }
    let words: [(Status, String)] = [
      (.changed, "changed"), (.weights, "with other weights"), (.added, "added"),
      (.removed, "removed"),
    ]
    let parts = words.map { (count(of: $0), $1) }.filter { $0.0 > 0 }
      .map { "\(NumberText.grouped($0)) \($1)" }
    guard !parts.isEmpty else { return "The operations are the same." }
    let differing = rows.count - count(of: .same)
    return "\(NumberText.grouped(differing)) of \(NumberText.grouped(rows.count)) operations "
      + "\(differing == 1 ? "differs" : "differ"): \(parts.joined(separator: ", "))."
  }
}

extension NetworkDifference.Change {
  /// "3×3 → 5×5", or "differ" if the change has no description.
  public var words: String { before.isEmpty && after.isEmpty ? "differ" : "\(before) → \(after)" }
}

extension NetworkDifference.Row {
  /// The differences of a pair: "setting 3×3 → 5×5; weights by 3.1%".
  public var words: String {
    guard before != nil, after != nil else { return "" }
    var parts = changes.map { "\($0.what) \($0.words)" }
    let reshaped = tensors.filter { $0.change == nil }
    parts += reshaped.map { tensor in
      let shapes = [tensor.before, tensor.after].map { $0.map { "\($0.shape)" } ?? "none" }
      return "\(tensor.name) \(shapes[0]) → \(shapes[1])"
    }
    if reshaped.isEmpty, tensors.contains(where: { !$0.isSame }) {
      let share = relativeChange.map { " by \(NumberText.percent($0))" } ?? ""
      let most = largestChange.map {
        ", most \(NumberText.significant($0.entry.change, digits: 3)) at \($0.tensor) "
          + $0.entry.place
      }
      parts.append("numbers\(share)\(most ?? "")")
    }
    return parts.joined(separator: "; ")
  }
}

extension TensorDifference.Entry {
  /// "[3, 0, 1, 2]".
  public var place: String { "[\(index.map(String.init).joined(separator: ", "))]" }
}
