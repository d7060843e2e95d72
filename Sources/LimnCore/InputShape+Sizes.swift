/// The sizes of an array's axes, "3×64", or "()" of a single number.
package func words(for shape: [Int]) -> String {
  shape.isEmpty ? "()" : shape.map(String.init).joined(separator: "×")
}
