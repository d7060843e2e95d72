import Limn
import Testing

@testable import LimnCLI

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// `limn serve` from start to end.
@Suite struct ServeTests {
  @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
  func printsItsAddressAndEndsWithASentence(_ signal: Int32) throws {
    let folder = try Folder()
    let command = Command(lifetime: .zero, livesFromFirstOutput: true, signal: signal)
    let outcome = try command.run(["serve", "--no-open"], in: folder)
    #expect(outcome.status == 130)
    #expect(
      outcome.output.wholeMatch(of: #/http://127\.0\.0\.1:\d+/\?token=[0-9a-z]{26}\n/#) != nil,
      "\(outcome.output)")
    #expect(outcome.error == "Stopped: the page is no longer served.\n")
    #expect(folder.names() == [])
  }

  @Test func theNetworkIsWarnedOf() throws {
    let outcome = try Command(
      lifetime: .zero, livesFromFirstOutput: true, signal: SIGINT
    ).run(
      ["serve", "--no-open", "--host", "0.0.0.0"], in: try Folder())
    #expect(outcome.error.hasPrefix("Warning: served to the network at 0.0.0.0"))
    #expect(outcome.output.hasPrefix("http://localhost:"))
  }

  /// What the page prints for a terminal has each option once.
  @Test func tableOptionsAreWrittenAsTheyWereGiven() throws {
    let words = [
      "--label-column", "class", "--id-column", "id", "--drop", "a,b", "--encoding", "latin1",
      "--decimal-comma",
    ]
    #expect(try TableOptions.parse(words).arguments == words)
  }

  @Test func badAddressesAreRefused() throws {
    let folder = try Folder()
    #expect(try limn("serve --no-open --port 65536", in: folder).status == 64)
    #expect(try limn("serve --no-open --port -1", in: folder).status == 64)
    let outcome = try limn("serve --no-open --host 203.0.113.7", in: folder)
    #expect(outcome.status == 69)
    #expect(outcome.error.hasPrefix("Error: cannot serve at 203.0.113.7, port 0 ("))
    #expect(try limn("serve --no-open --model absent.onnx", in: folder).status == 66)
  }
}
