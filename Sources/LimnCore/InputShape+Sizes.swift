/// The sizes of an array's axes, such as "3×64", or "()" for a scalar.
package func words(for shape: [Int]) -> String {
  shape.isEmpty ? "()" : shape.map(String.init).joined(separator: "×")
}
