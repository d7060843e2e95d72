import ArgumentParser
import Limn
import LimnServe

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// `limn serve`.
struct ServeCommand: StoppableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Serve a page on which to draw, and to watch the explanation change.",
    usage: "limn serve [--model <file.onnx>] [<options>]",
    discussion: """
      Examples:

        limn serve
        limn serve --model mine.onnx --port 8080 --no-open

      Prints the address of the page and opens it in a browser where there is a desktop. The page \
      and everything it computes come from this program on this machine; only a browser that has the \
      printed address, with the token in it, is answered. Ctrl-C ends it.
      """)

  @OptionGroup(title: "Model") var model: ModelOptions

  @Option(
    help: ArgumentHelp(
      "Of a model of tables: the rows to start from, whose ranges the sliders go over and which stand "
        + "in for absent features.", valueName: "file.npy|.csv"),
    completion: .file(extensions: ["npy", "csv"]))
  var input: String?

  @Option(help: ArgumentHelp("The port to listen at; 0 takes a free one.", valueName: "n"))
  var port = 0

  @Option(
    help: ArgumentHelp(
      "The name or number of this machine to listen at. All but the default lets others on the "
        + "network reach the page.", valueName: "name"))
  var host = "127.0.0.1"

  @Flag(help: "Open no browser.")
  var noOpen = false

  func validate() throws {
    if !(0...65535).contains(port) {
      throw ValidationError("--port must be from 0 to 65535, not \(port).")
    }
    if host.isEmpty { throw ValidationError("--host must name an address of this machine.") }
  }

  func run(until cancellation: Cancellation) throws {
    let named = try model.load(naturalShape: input == nil ? Digits.inputShape : nil)
    let table = try table(for: named)
    let explained = LimnServe.ExplainedModel(
      name: named.name, network: named.network, methods: try methods(for: named))
    let site = try Site(
      explained, table: table, arguments: model.model.map { ["--model", $0] } ?? [],
      shown: MethodName.pillars.map(\.rawValue), host: host, version: Version.current)
    let server = try LiveServer(site, host: host, port: port)
    if !LiveServer.isLoopback(host) {
      StandardStream.error.show(
        TerminalText([
          "Warning: served to the network at \(host): whoever has the address below can use this "
            + "machine to explain."
        ]))
    }
    do {
      try StandardStream.output.write(TerminalText([server.address]))
      if !noOpen { Desktop.open(server.address) }
      while !cancellation.isCancelled { usleep(20_000) }
    } catch {
      try server.stop()
      throw error
    }
    try server.stop()
    StandardStream.error.show(TerminalText(["Stopped: the page is served no longer."]))
    throw ExitCode(ExitStatus.interrupted.rawValue)
  }

  /// The rows that a page starts from where the model takes no picture.
  ///
  /// - Throws: ``CommandError``, `DataError`, `FileError`.
  private func table(for model: NamedModel) throws -> ServedTable? {
    let network = model.network
    guard let input else {
      guard network.inputShape.isImage else {
        throw CommandError.noPictureToDraw(network.inputShape)
      }
      return nil
    }
    guard !network.inputShape.isImage else {
      throw CommandError.rowsForPicture(network.inputShape)
    }
    let file = try InputFile(path: input, schema: network.input)
    let rows = try file.rows(0..<file.count)
    if let (row, column) = rows.firstNonFinite() {
      throw AttributionError.nonFiniteInput(row: row, column: column)
    }
    return ServedTable(
      name: lastComponent(of: input), path: input, rows: rows,
      featureNames: model.featureNames(heading: file.columnNames))
  }

  /// Every method that explains an input alone, with the settings that `limn explain` gives it.
  private func methods(for named: NamedModel) throws -> [any MethodConfiguration] {
    let network = named.network
    let options = try MethodOptions.parse(input.map { ["--background", $0] } ?? [])
    let absence = try options.absence(
      try BaselineOptions.parse([]), of: ExplainedModel(named), inputs: nil,
      columns: TableColumns(), isOfDigits: model.model == nil)
    let context = MethodName.Context(shape: network.inputShape, absence: absence, input: nil)
    let needsMore: Set<MethodName> = [
      .tabularLIME, .activation, .conductance, .shapInteractions,
    ]
    let hasMaps = network.shapes.contains { $0.rank > 1 }
    return try MethodName.allCases.filter {
      !needsMore.contains($0) && ($0 != .gradCAM || hasMaps)
    }.map { try $0.settings(options, context) }
  }
}

/// The desktop that the program runs on, if there is one.
enum Desktop {
  /// Opens an address in the browser; where that is not possible, the printed address is enough.
  static func open(_ address: String) {
    #if canImport(Darwin)
      let opener = "/usr/bin/open"
    #else
      guard getenv("DISPLAY") != nil || getenv("WAYLAND_DISPLAY") != nil else { return }
      let opener = "xdg-open"
    #endif
    var words: [UnsafeMutablePointer<CChar>?] = [strdup(opener), strdup(address), nil]
    var settings: [UnsafeMutablePointer<CChar>?] =
      ProcessInfo.processInfo.environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in words + settings { free(text) } }
    var process = pid_t()
    _ = posix_spawnp(&process, opener, nil, nil, &words, &settings)
  }
}
