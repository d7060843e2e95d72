import ArgumentParser
import Dispatch
import Limn

/// `limn explain`.
struct ExplainCommand: StoppableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Explain a prediction: what speaks for it and against it, as pictures and numbers.",
    usage: "limn explain (--digit <k> | --image <file> | --input <file>) [<options>]",
    discussion: """
      Examples:

        limn explain --digit 0
        limn explain --digit 17 --against 8 --method shap --estimator kernel
        limn explain --model mine.onnx --input rows.csv --row 3 --output why
        limn explain --predictor 'python3 predict.py' --input rows.csv --method shap

      The output folder gets panel.png, the annotated figure of all methods side by side; for \
      each method its figure, METHOD.png, its values, METHOD.npy, and, if it samples, their \
      standard errors, METHOD-error.npy; for an image also input.png and each heatmap over the image's \
      outline, METHOD-overlay.png; and explanation.json with every number. With --json and no \
      --output nothing is written.
      """)

  @OptionGroup(title: "Input") var input: InputOptions
  @OptionGroup(title: "Model") var model: ExplainedModelOptions
  @OptionGroup(title: "What is explained") var objective: ObjectiveOptions
  @OptionGroup(title: "What is explained") var baseline: BaselineOptions
  @OptionGroup(title: "Methods") var method: MethodOptions

  @Option(
    help: ArgumentHelp(
      "The folder to write to (default: limn-out).", valueName: "dir"), completion: .directory)
  var output: String?

  @Option(
    help: ArgumentHelp(
      "The side of a value's block in METHOD.png, in pixels (default: such that its longer "
        + "side is about 512 pixels).", valueName: "pixels", visibility: .rare))
  var scale: Int?

  @Option(
    help: ArgumentHelp(
      "What a heatmap shows of a pixel's channels: the sum of their values, or of their magnitudes.",
      valueName: "sum|absolute", visibility: .rare))
  var channels = ChannelRule.sum

  @Option(
    help: ArgumentHelp(
      "Write how long each method took; no other file holds a time.", valueName: "file.json",
      visibility: .rare),
    completion: .file(extensions: ["json"]))
  var timings: String?

  @OptionGroup var general: GeneralOptions

  private static let defaultOutput = "limn-out"

  func validate() throws {
    if let scale, !(1...1024).contains(scale) {
      throw ValidationError("--scale must be from 1 to 1024 pixels, not \(scale).")
    }
  }

  func run(until cancellation: Cancellation) throws {
    // A new process takes milliseconds to find its fonts, so a free core does that while the
    // methods run.
    if outputPath != nil, general.workerCount > 1 {
      DispatchQueue.global().async { TextStyle.loadFonts() }
    }
    let result = try explained(until: cancellation)
    let written = try write(result, until: cancellation)
    if let timings { try AtomicFile.write(try jsonText(result.timings), to: timings) }
    try general.show(
      result.document,
      text: ExplanationSummary(
        result.explanation, channels: channels, terminal: Terminal(of: .output)
      ).text(written: written))
  }

  private struct Result {
    let explanation: Explanation
    let document: ExplanationDocument
    let timings: Timings
  }

  private func explained(until cancellation: Cancellation) throws -> Result {
    let model = try method.layers.applied(
      to: try model.load(
        for: InputBesides(input: input, background: method.background),
        work: Work(workers: general.workerCount, cancellation: cancellation)))
    let input = try input.read(for: model, besides: method.background)
    let prediction = try model.prediction(of: input)
    let objective = try objective.objective(of: prediction)
    let isOfDigits = self.model.isEmbedded || self.input.digit != nil
    func absence(for methods: MethodOptions) throws -> Absence {
      try methods.absence(
        baseline, of: model, input: input, inputs: input.file,
        columns: self.input.table.columns, isOfDigits: isOfDigits)
    }
    var (attributions, times) = ([Attribution](), [Timings.Method]())
    func explain(by methods: MethodOptions, absence: Absence) throws {
      for explainer in try methods.explainers(of: model, input: input, absence: absence) {
        let attributor = explainer.method
        let start = ContinuousClock.now
        let bar = ProgressBar("Explaining by \(attributor.name)")
        defer { bar.clear() }
        attributions += try attributor.attributions(
          of: Matrix(row: explainer.input), objectives: [objective],
          work: general.work(until: cancellation, on: bar, of: model))
        times.append(Timings.Method(attributor.name, ContinuousClock.now - start))
      }
    }
    var method = self.method
    var notServed: [ExplanationDocument.NotServed]?
    if method.asksForAll {
      let (served, refusals) = try eachServed(method.methods(of: model.model)) { own in
        try explain(by: own, absence: try absence(for: own))
      }
      (method, notServed) = (method.only(served), refusals)
    }
    let absence = try absence(for: method)
    absence.remark()
    if notServed == nil { try explain(by: method, absence: absence) }
    model.remarkOnEvaluations()
    let explanation = try Explanation(
      name: input.name, model: model.name,
      input: try method.shown(input.values, by: model), prediction: prediction,
      labelledClass: method.layers.neuron == nil ? input.labelledClass : nil,
      baseline: absence.nameForMethods,
      featureNames: method.looksInside
        ? nil : model.featureNames(heading: input.featureNames),
      categories: method.looksInside ? [:] : model.model.input.categories,
      seed: attributions.contains { $0.standardErrors != nil } ? method.seed : nil,
      steps: input.steps, tones: input.tones,
      featureMaps: try model.network.flatMap { try method.featureMaps(of: $0) },
      attributions: attributions)
    let document = ExplanationDocument(
      explanation, objective: objective, seed: method.seed, notServed: notServed)
    return Result(
      explanation: explanation, document: document, timings: Timings(methods: times))
  }

  /// The folder to write to, if any.
  private var outputPath: String? { output ?? (general.json ? nil : Self.defaultOutput) }

  /// Writes the files; returns their folder, or `nil` if none are written.
  private func write(_ result: Result, until cancellation: Cancellation) throws -> WrittenFolder? {
    guard let path = outputPath else { return nil }
    try remarkOnFonts(of: result)
    let bar = ProgressBar("Drawing")
    defer { bar.clear() }
    var folder = try OutputFolder(path: path)
    try folder.write(
      result.explanation, pixelSize: scale, channels: channels,
      work: general.work(until: cancellation, on: bar))
    try folder.write(try jsonText(result.document), as: "explanation.json")
    let written = WrittenFolder(path: folder.path, names: folder.names)
    try folder.commit()
    return written
  }
}

extension ExplainCommand {
  /// Explains with each method separately, and collects the reasons of those that do not support
  /// the model.
  ///
  /// - Returns: the methods that explained, and the others with their reasons.
  /// - Throws: errors that no method causes, and the last refusal if no method supports the model.
  private func eachServed(_ names: [MethodName], _ explain: (MethodOptions) throws -> Void) throws
    -> ([MethodName], [ExplanationDocument.NotServed])
  {
    var (served, refusals) = ([MethodName](), [ExplanationDocument.NotServed]())
    func refuse(_ name: MethodName, _ reason: String) {
      refusals.append(ExplanationDocument.NotServed(name: name.rawValue, reason: reason))
      StandardStream.error.show(TerminalText(["Not shown: \(name.rawValue): \(reason)"]))
    }
    for name in names {
      let own = method.only([name])
      do {
        try own.requireLayer()
      } catch let error as ValidationError {
        refuse(name, error.message)
        continue
      }
      do {
        try explain(own)
        served.append(name)
      } catch {
        guard let reason = Self.refusal(error), !(served.isEmpty && name == names.last) else {
          throw error
        }
        refuse(name, reason)
      }
    }
    return (served, refusals)
  }

  /// The reason why a method does not support the model, if that is what the error says; `nil` for
  /// errors in the data, and for options that are wrong for every model.
  private static func refusal(_ error: any Error) -> String? {
    if case AttributionError.outOfRange = error { return nil }
    guard error is AttributionError || error is CommandError,
      let complaint = Complaint(about: error), complaint.status == .usage
    else { return nil }
    return complaint.sentence
  }

  /// Warns about features whose names will appear as boxes because this machine lacks a font.
  private func remarkOnFonts(of result: Result) throws {
    guard let names = result.explanation.featureNames else { return }
    let missing = try TextStyle(size: 9).withoutFont(names)
    guard let first = missing.first else { return }
    let others = missing.count > 1 ? " and \(missing.count - 1) more" : ""
    StandardStream.error.show(
      TerminalText([
        "Note: no installed font has all characters of \(first.quoted)\(others): the figures show "
          + "boxes in their place."
      ]))
  }
}

extension ChannelRule: ExpressibleByArgument {}

/// A folder and the files written to it.
struct WrittenFolder {
  let path: String
  let names: [String]
}
