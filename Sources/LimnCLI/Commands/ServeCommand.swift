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
    let named = try model.load(naturalShape: Digits.inputShape)
    guard named.network.inputShape.isImage else {
      throw CommandError.noPictureToDraw(named.network.inputShape)
    }
    let explained = LimnServe.ExplainedModel(
      name: named.name, network: named.network, methods: try methods(for: named))
    let site = try Site(
      explained, shown: MethodName.pillars.map(\.rawValue), host: host, version: Version.current)
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

  /// Every method that explains an input alone, with the settings that `limn explain` gives it.
  private func methods(for named: NamedModel) throws -> [any MethodConfiguration] {
    let network = named.network
    let options = try MethodOptions.parse([])
    let absence = try options.absence(
      try BaselineOptions.parse([]), of: ExplainedModel(named), inputs: nil,
      columns: TableColumns(), isOfDigits: model.model == nil)
    let context = MethodName.Context(shape: network.inputShape, absence: absence, input: nil)
    let needsMore: Set<MethodName> = [.tabularLIME, .activation, .conductance, .shapInteractions]
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
