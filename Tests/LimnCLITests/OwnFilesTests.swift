import Limn
import Testing

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// A command never takes away or replaces a file that Limn did not make, unless its user named it.
@Suite struct OwnFilesTests {
  private static let report = "report --digits 0-9 --evaluate 0 --method saliency --output out"

  private func put(_ name: String, in folder: borrowing Folder) throws {
    let parts = name.split(separator: "/").map(String.init)
    for end in 1..<parts.count {
      mkdir(([folder.path] + parts[..<end]).joined(separator: "/"), 0o777)
    }
    try folder.put(name, "mine")
  }

  private func link(_ name: String, to target: String, in folder: borrowing Folder) throws {
    mkdir("\(folder.path)/out", 0o777)
    try #require(symlink(target, "\(folder.path)/\(name)") == 0)
  }

  private func refused(_ words: String, _ path: String, in folder: borrowing Folder) throws {
    let outcome = try limn(words, in: folder)
    #expect(outcome.status == 73)
    #expect(outcome.output == "")
    #expect(outcome.error.hasPrefix("Error: \(path) already exists"), "\(outcome.error)")
    #expect(outcome.error.split(separator: "\n").count == 1)
  }

  @Test(arguments: ["", " --force"]) func reportsFolders(force: String) throws {
    let folder = try Folder()
    try put("out/unfinished/thesis.txt", in: folder)
    try refused(Self.report + force, "out/unfinished", in: folder)
    try put("out/unfinished-part-1-of-2/thesis.txt", in: folder)
    try refused(
      Self.report + " --shard 1/2" + force, "out/unfinished-part-1-of-2", in: folder)
    #expect(try folder.text("out/unfinished/thesis.txt") == "mine")
    #expect(try folder.text("out/unfinished-part-1-of-2/thesis.txt") == "mine")
  }

  @Test(arguments: ["", " --force"]) func reportsLinks(force: String) throws {
    let folder = try Folder()
    try put("elsewhere/saliency.npy", in: folder)
    for name in ["unfinished", "attributions", "index.html", "report.json"] {
      for target in ["../elsewhere", "../elsewhere/saliency.npy", "../nowhere"] {
        try link("out/\(name)", to: target, in: folder)
        try refused(Self.report + force, "out/\(name)", in: folder)
        try #require(unlink("\(folder.path)/out/\(name)") == 0, "the link itself is gone")
      }
    }
    #expect(try folder.text("elsewhere/saliency.npy") == "mine")
    #expect(folder.names(in: "elsewhere") == ["saliency.npy"])
    #expect(folder.names() == ["elsewhere", "out"])
    #expect(folder.names(in: "out") == [])
  }

  @Test func mergesTarget() throws {
    let folder = try Folder()
    #expect(try limn(Self.report + " --shard 1/1", in: folder).status == 0)
    try put("whole/unfinished/thesis.txt", in: folder)
    try refused("merge out --output whole", "whole/unfinished", in: folder)
    #expect(try folder.text("whole/unfinished/thesis.txt") == "mine")
  }

  @Test func forceTakesWhatTheRecordLists() throws {
    let folder = try Folder()
    #expect(try limn(Self.report, in: folder).status == 0)
    try put("out/attributions/mine.npy", in: folder)
    try put("out/readme.txt", in: folder)
    let other = "report --digits 0-5 --evaluate 0 --method gradient-x-input --output out --force"
    #expect(try limn(other, in: folder).status == 0)
    #expect(
      folder.names(in: "out/attributions") == [
        "gradient-x-input-against-rival.npy", "gradient-x-input.npy", "mine.npy",
      ])
    try put("out/evaluation.json", in: folder)
    try refused(
      "report --digits 0-5 --evaluate 2 --method saliency --output out --force",
      "out/evaluation.json", in: folder)
    #expect(try folder.text("out/evaluation.json") == "mine")
  }

  /// An explanation beside the picture it explains does not replace it.
  @Test func explanationsFolder() throws {
    let folder = try Folder()
    let words = "explain --digit 3 --method saliency --output"
    for name in ["input.png", "saliency.npy", "explanation.json", "saliency-overlay.png"] {
      try put("mine/\(name)", in: folder)
      try refused("\(words) mine", "mine/\(name)", in: folder)
      #expect(try folder.text("mine/\(name)") == "mine")
      #expect(folder.names(in: "mine") == [name])
      unlink("\(folder.path)/mine/\(name)")
    }
    #expect(try limn("\(words) mine", in: folder).status == 0)
    let before = try folder.bytes("mine/saliency.npy")
    #expect(try limn("explain --digit 4 --method saliency --output mine", in: folder).status == 0)
    #expect(try folder.bytes("mine/saliency.npy") != before)
    // A picture of somebody's in an explanation's folder.
    try put("mine/input.png", in: folder)
    try refused("\(words) mine", "mine/input.png", in: folder)
    #expect(try folder.text("mine/input.png") == "mine")
  }

  @Test func namesThatNobodyGave() throws {
    let folder = try Folder()
    let words = "train --epochs 1 --hidden 4"
    try put("model.onnx", in: folder)
    try refused(words, "model.onnx", in: folder)
    #expect(try folder.text("model.onnx") == "mine")
    #expect(try limn("\(words) --output model.onnx", in: folder).status == 0)
    #expect(try limn(words, in: folder).status == 0)
    try put("comparison.png", in: folder)
    try refused("\(words) --compare sgd,adam", "comparison.png", in: folder)
    unlink("\(folder.path)/comparison.png")
    for _ in 0..<2 { #expect(try limn("\(words) --compare sgd,adam", in: folder).status == 0) }
  }

  /// The histories of --compare have names that nobody gave: only those of the same command go.
  @Test(arguments: ["json", "csv"]) func historiesOfAComparison(format: String) throws {
    let folder = try Folder()
    let words = "train --hidden 2 --epochs 1 --compare sgd,adam --history runs.\(format)"
    try put("runs-adam.\(format)", in: folder)
    try refused(words, "runs-adam.\(format)", in: folder)
    #expect(try folder.text("runs-adam.\(format)") == "mine")
    unlink("\(folder.path)/runs-adam.\(format)")
    for _ in 0..<2 { #expect(try limn(words, in: folder).status == 0) }
    guard format == "json" else { return }
    try folder.put("runs-sgd.json", try folder.bytes("runs-adam.json"))
    try refused(words, "runs-sgd.json", in: folder)
  }

  @Test func inputsAreNoOutputs() throws {
    let folder = try Folder()
    let lines = (0..<40).map { "\($0),\($0 % 7),\($0 % 2)" }
    try folder.put("rows.csv", lines.map { "\($0)\n" }.joined())
    try folder.put("labels.csv", lines.map { "\($0)\n" }.joined())
    let before = try folder.bytes("rows.csv")
    for words in [
      "evaluate --input rows.csv --output rows.csv",
      "train --data rows.csv --labels labels.csv --output rows.csv",
      "train --data labels.csv --labels rows.csv --output m.onnx --history rows.csv",
    ] {
      let outcome = try limn(words, in: folder)
      #expect(outcome.status == 64)
      #expect(outcome.error.contains("rows.csv is an input, and a result would replace it"))
    }
    #expect(try folder.bytes("rows.csv") == before)
    let outcome = try limn("train --output x.json --history x.json", in: folder)
    #expect(
      outcome.status == 64 && outcome.error.contains("two results would be written to x.json"))
    #expect(folder.names() == ["labels.csv", "rows.csv"])
  }
}
