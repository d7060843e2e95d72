import Dispatch
import Limn
import Synchronization
import Testing

/// Several runs that write to one place at once: each succeeds, or says clearly why not, and what stands
/// there is one run's.
@Suite struct ConcurrentRunTests {
  private func outcomes(
    _ count: Int, of line: @Sendable (Int) -> String, in folder: borrowing Folder
  )
    throws -> [Command.Outcome]
  {
    let results = Mutex<[Result<Command.Outcome, any Error>]>([])
    let place = folder.path
    DispatchQueue.concurrentPerform(iterations: count) { index in
      let result = Result {
        try Command().run(line(index).split(separator: " ").map(String.init), inFolder: place)
      }
      results.withLock { $0.append(result) }
    }
    return try results.withLock { try $0.map { try $0.get() } }
  }

  @Test func explanationsIntoOneNewFolder() throws {
    let folder = try Folder()
    for run in try outcomes(
      4, of: { _ in "explain --digit 4 --method saliency --output a/b/new" }, in: folder)
    {
      #expect(run.status == 0, "\(run.error)")
    }
    let alone = try Folder()
    _ = try limn("explain --digit 4 --method saliency --output a/b/new", in: alone)
    #expect(folder.names() == ["a"] && folder.names(in: "a") == ["b"])
    #expect(folder.names(in: "a/b") == ["new"], "nothing beside it")
    let names = folder.names(in: "a/b/new")
    #expect(names == alone.names(in: "a/b/new"))
    for name in names {
      #expect(try folder.bytes("a/b/new/\(name)") == alone.bytes("a/b/new/\(name)"), "\(name)")
    }
  }

  /// Every digit's files are of one digit, whichever run came last.
  @Test func explanationsOfDifferentDigits() throws {
    let folder = try Folder()
    let runs = try outcomes(
      4, of: { "explain --digit \($0) --method saliency --output new" }, in: folder)
    #expect(runs.allSatisfy { $0.status == 0 })
    var matches = 0
    for digit in 0..<4 {
      let alone = try Folder()
      _ = try limn("explain --digit \(digit) --method saliency --output new", in: alone)
      let names = alone.names(in: "new")
      #expect(names == folder.names(in: "new"))
      if try names.allSatisfy({ try folder.bytes("new/\($0)") == alone.bytes("new/\($0)") }) {
        matches += 1
      }
    }
    #expect(matches == 1)
  }

  @Test func trainingIntoOnePlace() throws {
    let folder = try Folder()
    let runs = try outcomes(
      3, of: { "train --epochs \($0 + 1) --history history.json --output m.onnx" }, in: folder)
    #expect(runs.allSatisfy { $0.status == 0 }, "\(runs.map(\.error))")
    #expect(folder.names() == ["history.json", "m.onnx"])
    // Both files are of one run.
    let model = try ONNXModel.read(path: "\(folder.path)/m.onnx")
    let history = try TrainingHistory(json: try folder.bytes("history.json"))
    #expect(model.metadata.first { $0.key == "epochs run" }?.value == String(history.epochs.count))
  }

  @Test func reportsIntoOneFolder() throws {
    let folder = try Folder()
    let line =
      "report --digits 0-599 --method lime --samples 400 --evaluate 0 --output run --workers 1"
    let runs = try outcomes(3, of: { _ in line }, in: folder)
    let (done, refused) = (runs.filter { $0.status == 0 }, runs.filter { $0.status != 0 })
    #expect(!done.isEmpty)
    for run in refused {
      #expect(run.status == 73)
      #expect(run.error == "Error: another process is working in run/unfinished.\n")
    }
    #expect(folder.names(in: "run").contains("report.json"))
    #expect(!folder.names(in: "run").contains("unfinished"))
  }
}
