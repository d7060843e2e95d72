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
    abstract: "Serve a page to draw on while the explanation changes.",
    usage: "limn serve [--model <file.onnx> | --predictor <command>] [<options>]",
    discussion: """
      Examples:

        limn serve
        limn serve --model mine.onnx --compare before.onnx
        limn serve --data wine.csv --label-column class
        limn serve --predictor 'python3 predict.py' --shape 28x28

      Prints the address of the page and opens it in a browser if there is a desktop. The page \
      and everything it computes come from this program on this machine; only a browser with the \
      printed address, which contains a token, gets answers. Ctrl-C ends it.
      """)

  @OptionGroup(title: "Model") var model: ExplainedModelOptions
  @OptionGroup(title: "Data") var served: ServedOptions

  @Option(help: ArgumentHelp("The port to listen on; 0 takes a free one.", valueName: "n"))
  var port = 0

  @Option(
    help: ArgumentHelp(
      "The name or address of this machine to listen on. Anything but the default lets others on the "
        + "network reach the page.", valueName: "name", visibility: .rare))
  var host = "127.0.0.1"

  @Flag(help: "Do not open a browser.")
  var noOpen = false

  func validate() throws {
    if !(0...65535).contains(port) {
      throw ValidationError("--port must be from 0 to 65535, not \(port).")
    }
    if host.isEmpty { throw ValidationError("--host must name an address of this machine.") }
  }

  func run(until cancellation: Cancellation) throws {
    let site = try site(until: cancellation)
    let server = try LiveServer(site, host: host, port: port)
    if !LiveServer.isLoopback(host) {
      StandardStream.error.show(
        TerminalText([
          "Warning: served to the network at \(host): anyone with the address below can run "
            + "explanations on this machine."
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
    StandardStream.error.show(TerminalText(["Stopped: the page is no longer served."]))
    throw ExitCode(ExitStatus.interrupted.rawValue)
  }

  /// The site to serve.
  ///
  /// - Throws: ``CommandError``, `DataError`, `FileError`, `ONNXError`, `ProcessError`.
  private func site(until cancellation: Cancellation) throws -> Site {
    let ground = try served.ground(for: model.file)
    let loaded: ExplainedModel
    var contents = Site.Contents()
    if let ground, model.isEmbedded, ground.shape != Digits.inputShape {
      loaded = try ExplainedModel(untrainedOn: ground)
      contents.isUntrained = true
    } else {
      loaded = try model.load(for: served, work: Work(cancellation: cancellation))
    }
    if let ground, ground.shape != loaded.model.inputShape {
      throw CommandError.dataForModel(ground.shape, model: loaded.model.inputShape)
    }
    contents.ground = ground
    let rows = try rows(for: loaded)
    contents.table = try ground?.table ?? rows.map { try table(of: $0, for: loaded) }
    let methods = try ServedMethods(
      for: loaded, rows: rows, columns: served.table.columns, isOfDigits: model.isEmbedded)
    let featureNames = contents.table?.featureNames ?? loaded.featureNames(heading: nil)
    contents.other = try served.compare.map { path in
      var options = model.file
      options.model = path
      let other = try options.load(naturalShape: loaded.model.inputShape)
      return LimnServe.ExplainedModel(
        name: other.name, model: other.network, featureNames: featureNames,
        methods: methods.settings)
    }
    contents.arguments = arguments
    methods.add(to: &contents)
    contents.otherData = .standard
    return try Site(
      LimnServe.ExplainedModel(
        name: loaded.name, model: loaded.model, featureNames: featureNames,
        methods: methods.settings),
      contents, host: host, version: Release.version)
  }

  /// The options that select the model in other commands.
  private var arguments: [String] {
    let file = model.file
    return [
      file.model.map { ["--model", $0] }, model.program.predictor.map { ["--predictor", $0] },
      file.oneExample ? ["--one-example"] : nil,
      file.layout.map { ["--layout", $0.rawValue] }, file.task.map { ["--task", $0.rawValue] },
    ].compactMap { $0 }.flatMap { $0 }
  }

  /// The rows from which a page starts and that replace absent features, if the model does not take
  /// pictures.
  ///
  /// - Throws: ``CommandError``, `DataError`, `FileError`.
  private func rows(for explained: ExplainedModel) throws -> InputFile? {
    let model = explained.model
    guard let path = served.input ?? served.data else {
      guard model.inputShape.isImage else { throw CommandError.noPictureToDraw(model.inputShape) }
      return nil
    }
    guard !model.inputShape.isImage else {
      guard served.input == nil else { throw CommandError.rowsForPicture(model.inputShape) }
      return nil
    }
    return try InputFile(
      path: path, schema: model.input, columns: served.table.columns,
      features: explained.columnNames)
  }

  /// - Throws: `DataError`, `FileError`; `AttributionError` for a row that is not finite.
  private func table(of file: InputFile, for explained: ExplainedModel) throws -> ServedTable {
    let rows = try file.rows(0..<file.count)
    let output = explained.model.output
    return ServedTable(
      name: lastComponent(of: file.path), path: file.path, arguments: served.table.arguments,
      rows: rows, featureNames: explained.featureNames(heading: file.columnNames),
      categories: explained.model.input.categories,
      labels: try output.classCount.flatMap {
        try file.classes(of: 0..<file.count, names: output.names, count: $0)
      }, ids: file.ids)
  }
}

extension ServedOptions: ModelInput {
  var naturalShape: InputShape? { input == nil && data == nil ? Digits.inputShape : nil }

  func example(schema: InputSchema?) throws -> ExampleRow {
    if let rows = input ?? data {
      return try ExampleRow(
        of: try InputFile(path: rows, schema: schema, columns: table.columns))
    }
    let shape = schema?.shape ?? Digits.inputShape
    return ExampleRow(
      shape: shape,
      values: shape == Digits.inputShape
        ? Array(Digits.all.inputs[row: 0]) : [Float](repeating: 0, count: shape.count))
  }
}

/// The desktop on which the program runs, if there is one.
enum Desktop {
  /// Opens an address in the browser; if that fails, the user can use the printed address.
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
