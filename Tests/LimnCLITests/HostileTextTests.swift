import Limn
import Testing

/// Names, headings, cells, types and paths that hold control characters: whatever command reads them,
/// no control character reaches standard output or standard error, and a sentence stays one line.
@Suite struct HostileTextTests {
  /// Turns text red, renames the window, goes up a line, ends a line, rings, and turns around what
  /// follows; once as two-byte and once as one-byte escapes.
  private static let name =
    "\u{1B}[31m\u{1B}]0;title\u{7}\n\r\u{1B}[1A\u{8}\u{9B}2J\u{202E}\u{2028}\u{85}\u{7F}x"

  /// Characters that act on a terminal, line ends apart.
  private func acting(in text: String) -> [Unicode.Scalar] {
    text.unicodeScalars.filter { scalar in
      switch scalar.properties.generalCategory {
      case .control: scalar != "\n"
      // The mark that keeps what follows a name from right to left in its place is the program's own.
      case .format, .lineSeparator, .paragraphSeparator: scalar != "\u{200E}"
      default: false
      }
    }
  }

  private func check(_ arguments: [String], in folder: borrowing Folder) throws {
    for extra in [[], ["--json"]] {
      let outcome = try Command().run(arguments + extra, in: folder)
      #expect([0, 64, 65, 66, 73].contains(outcome.status), "\(arguments): \(outcome)")
      #expect(
        acting(in: outcome.output).isEmpty, "\(arguments): \(outcome.output.debugDescription)")
      #expect(acting(in: outcome.error).isEmpty, "\(arguments): \(outcome.error.debugDescription)")
      if outcome.status != 0, outcome.status != 64 {
        #expect(outcome.error.split(separator: "\n").count == 1, "\(arguments): \(outcome.error)")
      }
      #expect(outcome.error.utf8.count < 8000)
    }
  }

  /// Every command that reads a model and a table.
  private static func commands(model: String, input: String, labels: String) -> [[String]] {
    let both = ["--model", model, "--input", input]
    return [
      ["explain"] + both + ["--output", "out"], ["explain"] + both + ["--row", "99"],
      ["predict"] + both, ["summary", "--model", model],
      ["diff", model, model], ["diff", model, "m.onnx", "--output", "d.svg"],
      ["evaluate"] + both + ["--method", "saliency"],
      ["report"] + both + ["--output", "report", "--method", "saliency", "--force"],
      ["report"] + both + ["--labels", labels, "--output", "report", "--force"],
      ["plot", "network", "--model", model, "--output", "n.svg"],
      ["plot", "weights", "--model", model, "--output", "w.svg"],
      ["plot", "activations"] + both + ["--output", "a.svg"],
      ["plot", "units"] + both + ["--labels", labels, "--output", "u.svg"],
      ["plot", "confusion"] + both + ["--labels", labels, "--output", "c.svg"],
      ["train", "--data", input, "--labels", labels, "--epochs", "2", "--output", "t.onnx"],
      ["plot", "training", input, "--output", "t.svg"], ["merge", input, "--output", "m"],
    ]
  }

  private func rows(_ heading: String) -> String {
    heading + "\n" + (0..<12).map { "\($0 % 3),\($0 % 5),2,\($0 % 2)\n" }.joined()
  }

  private func put(into folder: borrowing Folder) throws {
    try folder.put("m.onnx", TestModels.file(TestModels.vector()))
    try folder.put("y.csv", "class\n" + String(repeating: "0\n1\n2\n", count: 4))
    try folder.put("x.csv", rows("a,b,c,d"))
  }

  @Test func headings() throws {
    let folder = try Folder()
    try put(into: folder)
    try folder.put("h.csv", rows("\"\(Self.name)\",\"b\n\(Self.name)\",c,d"))
    for command in Self.commands(model: "m.onnx", input: "h.csv", labels: "y.csv") {
      try check(command, in: folder)
    }
  }

  @Test func cells() throws {
    let folder = try Folder()
    try put(into: folder)
    try folder.put("c.csv", "a,b,c,d\n1,\"\(Self.name)\",3,4\n")
    try folder.put("l.csv", "class\n\"\(Self.name)\"\n")
    for command in Self.commands(model: "m.onnx", input: "c.csv", labels: "l.csv")
      + Self.commands(model: "m.onnx", input: "x.csv", labels: "l.csv")
    {
      try check(command, in: folder)
    }
  }

  @Test func typesOfArrays() throws {
    let folder = try Folder()
    try put(into: folder)
    let header = "{'descr': '\(Self.name)', 'fortran_order': False, 'shape': (1, 4), }"
    let padded = header + String(repeating: " ", count: 127 - header.utf8.count % 64) + "\n"
    let length = UInt16(padded.utf8.count)
    try folder.put(
      "d.npy",
      [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(length & 0xFF), UInt8(length >> 8)]
        + Array(padded.utf8) + [UInt8](repeating: 0, count: 16))
    for command in Self.commands(model: "m.onnx", input: "d.npy", labels: "d.npy") {
      try check(command, in: folder)
    }
    #expect(try limn("explain --model m.onnx --input d.npy", in: folder).status == 65)
  }

  /// Operators, nodes and values of a model, each name replaced by one as long.
  @Test(arguments: ["Gemm", "dense1", "input", "logits", "Relu"])
  func namesInModels(_ word: String) throws {
    let folder = try Folder()
    try put(into: folder)
    let bytes = try folder.bytes("m.onnx")
    for hostile in ["\u{1B}[31m\u{7}\u{7}", "\n\r\n\r\n\r\n\r", "\u{9B}\u{9B}\u{9B}\u{9B}"] {
      let name = Array(hostile.utf8.prefix(word.utf8.count / 2 * 2))
      guard
        let changed = bytes.replacingFirst(
          Array(word.utf8), by: name + Array(word.utf8.dropFirst(name.count)))
      else { continue }
      try folder.put("bad.onnx", changed)
      for command in Self.commands(model: "bad.onnx", input: "x.csv", labels: "y.csv").prefix(11) {
        try check(command, in: folder)
      }
    }
  }

  @Test func paths() throws {
    let folder = try Folder()
    try put(into: folder)
    let name = "p\u{1B}[31m\n\u{9B}\u{202E}q"
    try folder.put("\(name).onnx", try folder.bytes("m.onnx"))
    try folder.put("\(name).csv", try folder.bytes("x.csv"))
    try folder.put("\(name)-y.csv", try folder.bytes("y.csv"))
    let commands =
      Self.commands(model: "\(name).onnx", input: "\(name).csv", labels: "\(name)-y.csv")
      + Self.commands(model: "no\(name)", input: "no\(name).csv", labels: "no\(name)")
      + [
        ["predict", "--image", "\(name).onnx", "--digit", "1"], [name], ["explain", "--\(name)"],
      ]
    for command in commands { try check(command, in: folder) }
  }

  @Test func namesOfClassesAndFeatures() throws {
    let folder = try Folder()
    try put(into: folder)
    try folder.put(
      "names.txt", (0..<4).map { "\($0)\(Self.name.filter { !$0.isNewline })\n" }.joined())
    for command in Self.commands(model: "m.onnx", input: "x.csv", labels: "y.csv").prefix(10) {
      try check(command + ["--class-names", "a\(Self.name),b,c"], in: folder)
      try check(command + ["--feature-names", "names.txt"], in: folder)
      try check(command + ["--class-names", "names.txt"], in: folder)
    }
  }

  @Test func historiesAndParts() throws {
    let folder = try Folder()
    try put(into: folder)
    _ = try limn("train --hidden 4 --epochs 2 --history h.json", in: folder)
    let history = try folder.text("h.json").replacing("\"adam\"", with: "\"\\u001b[31m\\n\\u009b\"")
    try folder.put("h.json", history)
    try check(["plot", "training", "h.json", "--output", "t.svg"], in: folder)
    _ = try limn("report --digits 0-3 --shard 1/2 --output r --method saliency", in: folder)
    let plan = try folder.text("r/part-1-of-2/plan.json")
      .replacing("\"saliency\"", with: "\"\\u001b[31m\\n\\u009b\"")
    try folder.put("r/part-1-of-2/plan.json", plan)
    try check(["merge", "r", "--output", "whole"], in: folder)
  }
}
