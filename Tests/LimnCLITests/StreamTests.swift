import Limn
import Testing

/// Output that nobody takes.
@Suite struct StreamTests {
  @Test(arguments: [
    ("predict --digit 0", []), ("explain --digit 0 --output out", ["out"]),
    ("explain --digit 0 --json", []),
  ])
  func closedOutputIsSaidSo(_ line: String, written: [String]) throws {
    let folder = try Folder()
    let words = line.split(separator: " ").map(String.init)
    let outcome = try Command(output: .closed).run(words, in: folder)
    #expect(outcome.status == 73)
    #expect(outcome.error == "Error: cannot write to standard output: bad file descriptor.\n")
    // The closed stream's number must not be given to a file that the report would then go into.
    #expect(folder.names() == written)
    for name in written {
      #expect(folder.names(in: name).contains("explanation.json"))
      let panel = try PNG.decode(try folder.bytes("\(name)/panel.png"))
      #expect(panel.width > 100)
      #expect(try JSON(try folder.text("\(name)/explanation.json")).object?["methods"] != nil)
    }
  }

  @Test(arguments: ["predict --digit 0", "explain --digit 0 --output out", "--help", "--version"])
  func readerThatHasGoneEndsTheCommandQuietly(_ line: String) throws {
    let words = line.split(separator: " ").map(String.init)
    let outcome = try Command(output: .unreadPipe).run(words, in: try Folder())
    #expect(outcome.status == 0)
    #expect(outcome.error == "")
  }

  #if os(Linux)
    @Test func fullDeviceIsSaidSo() throws {
      let outcome = try Command(output: .device("/dev/full")).run(
        ["predict", "--digit", "0"], in: try Folder())
      #expect(outcome.status == 73)
      #expect(
        outcome.error == "Error: cannot write to standard output: no space left on device.\n")
    }
  #endif
}
