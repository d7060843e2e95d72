import Limn
import Testing

/// Inputs of a batch and their classes mean the same, and are refused in the same words, to every
/// command that takes them.
@Suite struct BatchTests {
  /// The commands, complete but for their inputs.
  private static let commands = [
    "evaluate --method saliency", "report --method saliency --evaluate 0 --output out",
    "plot confusion --output c.png", "plot units --output u.png", "plot weights --output w.png",
  ]

  private static let labelled = commands.dropFirst()

  private func expectRefusal(
    _ command: String, _ inputs: String, status: Int32, _ says: String
  ) throws {
    let folder = try Folder()
    let rows = Digits.all.inputs.rows(0..<6)
    try NPYWriter.write(rows.elements, shape: [6, 8, 8], to: "\(folder.path)/rows.npy")
    try folder.put("five.csv", "0\n1\n2\n3\n4\n")
    try folder.put("far.csv", "0\n1\n2\n3\n4\n10\n")
    try folder.put("six.csv", "0\n1\n2\n3\n4\n5\n")
    let before = folder.names()
    let outcome = try limn("\(command) \(inputs)", in: folder)
    #expect(outcome.status == status, "\(outcome)")
    #expect(outcome.error.hasPrefix("Error: \(says)"), "\(outcome.error)")
    #expect(folder.names().filter { $0 != "out" } == before)
  }

  @Test(arguments: commands)
  func inputsThatAreNotThere(_ command: String) throws {
    // Classes for the commands that want them.
    let classes = command.hasPrefix("plot") ? " --labels six.csv" : ""
    try expectRefusal(
      command, "--digits 1790-1800", status: 66,
      "there is no digit 1800: the embedded digits are 0 to 1796.")
    try expectRefusal(
      command, "--input rows.npy --rows 4-9\(classes)", status: 66,
      "rows.npy has no row 6: its rows are 0 to 5.")
    try expectRefusal(
      command, "--digits 3 --input rows.npy\(classes)", status: 64,
      "Name the inputs with --digits, --input or --image, not several.")
    try expectRefusal(
      command, "--digits 3 --rows 1", status: 64, "--rows belongs to --input or --image.")
  }

  @Test(arguments: labelled)
  func classesThatDoNotFit(_ command: String) throws {
    try expectRefusal(
      command, "--input rows.npy --labels five.csv", status: 65,
      "five.csv has 5 labels for the 6 rows of rows.npy.")
    try expectRefusal(
      command, "--input rows.npy --labels far.csv", status: 65,
      "far.csv, row 5: 10.0 is not a class; classes are whole numbers from 0 to 9.")
    try expectRefusal(
      command, "--digits 3 --labels six.csv", status: 64, "--labels belongs to --input or --image.")
  }

  @Test func digitsAreNamedOneWay() throws {
    try expectRefusal(
      "plot confusion --output c.png", "--part test --digits 3", status: 64,
      "Name the digits with --part or with --digits, not both.")
  }

  /// Rows of a file are those of the digits they were written from, and classes outside them need
  /// be none.
  @Test func rowsOfAFileAreCountedFromItsFirst() throws {
    let folder = try Folder()
    let rows = Digits.all.inputs.rows(0..<20)
    try NPYWriter.write(rows.elements, shape: [20, 8, 8], to: "\(folder.path)/rows.npy")
    let classes = Digits.all.labels[..<20].enumerated().map { $0.offset < 5 ? -1 : $0.element }
    try folder.put("classes.csv", classes.map { "\($0)\n" }.joined())
    func object(_ line: String) throws -> [String: JSON] {
      let outcome = try limn(line, in: folder)
      return try #require(try JSON(outcome.output).object, "\(outcome)")
    }
    let confusion = "plot confusion --output c.png --json"
    let (own, digits) = (
      try object("\(confusion) --input rows.npy --labels classes.csv --rows 5-16"),
      try object("\(confusion) --digits 5-16")
    )
    #expect(own["set"]?.text == "rows.npy, rows 5 to 16")
    #expect(digits["set"]?.text == "digits 5 to 16")
    let counts = try #require(own["counts"]?.array).compactMap(\.numbers)
    #expect(counts.joined().reduce(0, +) == 12)
    #expect(counts == digits["counts"]?.array?.compactMap(\.numbers))

    let evaluate = "evaluate --method saliency --json"
    let evaluated = try object("\(evaluate) --input rows.npy --rows 5-6")
    #expect(evaluated["inputs"]?.text == "rows.npy, rows 5 to 6")
    #expect(evaluated["table"]?.object?["count"]?.number == 2)
    let one = try object("\(evaluate) --input rows.npy --rows 5")
    #expect(one["inputs"]?.text == "rows.npy, row 5")
  }
}
