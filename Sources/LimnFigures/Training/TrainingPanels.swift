import LimnGraphics
import LimnTraining

/// The plots of a training figure.
enum TrainingPanels {
  /// Six colours, each solid and dashed.
  static let mostRuns = 2 * Color.categorical.count

  /// The plots of a single run, which must have an epoch.
  static func ofOne(_ history: TrainingHistory, findings: [Finding]) throws -> [CurvePanel] {
    let epochs = range(of: [history])
    let names = LayerNames(history.configuration)
    let marks = marks(of: history)
    let numbered = findings.enumerated().map { (number: $0 + 1, epoch: Double($1.epoch)) }
    let rate = Curve("", points(history) { $0.learningRate }, Stroke(.ink, width: 1.4))
    var panels = [
      try CurvePanel(
        history.configuration.targetScaling == nil ? "Loss" : "Loss, of standardised targets",
        quantity: lossQuantity([history]), curves: performance(history) { $0.loss },
        layout: .automatic, epochs: epochs, marks: marks, findings: numbered),
      try CurvePanel(
        history.metric.title, quantity: history.metric.quantity,
        curves: performance(history) { $0.score ?? .nan }, layout: history.metric.layout,
        epochs: epochs,
        marks: marks.map(\.unnamed)),
      try CurvePanel(
        "Gradient norm of each layer, mean over steps", quantity: "‖∂L/∂p‖",
        curves: layers(history, names) { $0.gradientNorm }, layout: .logarithmic, epochs: epochs),
      try CurvePanel(
        "Update-to-weight ratio of each layer, mean over steps", quantity: "‖Δw‖/‖w‖",
        curves: layers(history, names) { $0.updateRatio }, layout: .logarithmic, epochs: epochs),
      try CurvePanel(
        "Learning rate", quantity: "learning rate", curves: [rate], layout: .fromZero,
        epochs: epochs),
    ]
    let dead = deadUnits(history, names)
    if !dead.isEmpty {
      panels.append(
        try CurvePanel(
          "Dead units of each layer", quantity: "share of units", curves: dead,
          layout: .share(showing: 0), epochs: epochs))
    }
    return panels
  }

  /// The plots of several runs, at least one of which must have an epoch.
  static func ofSeveral(_ runs: [TrainingRun]) throws -> [CurvePanel] {
    let histories = runs.map(\.history)
    let epochs = range(of: histories)
    func curves(_ value: (EpochRecord) -> Double?) -> [Curve] {
      runs.enumerated().compactMap { index, run in
        let points = points(run.history, value)
        return points.isEmpty ? nil : Curve(run.name, points, stroke(ofRun: index))
      }
    }
    func panel(
      _ title: String, _ quantity: String, _ layout: CurvePanel.Layout,
      _ value: (EpochRecord) -> Double?
    ) throws -> CurvePanel? {
      let curves = curves(value)
      guard !curves.isEmpty else { return nil }
      return try CurvePanel(
        title, quantity: quantity, curves: curves, layout: layout, epochs: epochs)
    }
    let loss = lossQuantity(histories)
    return try [
      panel("Training loss", loss, .automatic) { $0.training.loss },
      panel("Validation loss", loss, .automatic) { $0.validation?.loss },
    ].compactMap { $0 }
      + metrics(of: histories).flatMap { metric in
        try ["Training", "Validation"].enumerated().map { index, part in
          try panel("\(part) \(metric.rawValue)", metric.quantity, metric.layout) { record in
            let performance = index == 0 ? record.training : record.validation
            return performance.flatMap { $0.metric == metric ? $0.score ?? .nan : nil }
          }
        }.compactMap { $0 }
      }
      + [
        panel("Gradient norm of the network, mean over steps", "‖∂L/∂p‖", .logarithmic) {
          $0.layers.isEmpty
            ? nil : $0.layers.reduce(0) { $0 + $1.gradientNorm * $1.gradientNorm }.squareRoot()
        },
        panel("Update-to-weight ratio, largest of the layers", "‖Δw‖/‖w‖", .logarithmic) {
          $0.layers.map(\.updateRatio).max()
        },
        // Constant rates are shown next to the names instead.
        histories.allSatisfy(\.hasConstantRate)
          ? nil : panel("Learning rate", "learning rate", .logarithmic) { $0.learningRate },
      ].compactMap { $0 }
  }

  private static let training = Stroke(Color.categorical[0], width: 1.6)
  private static let validation = Stroke(Color.categorical[1], width: 1.6)

  /// The line style of a run, in all plots and next to its name.
  static func stroke(ofRun index: Int) -> Stroke {
    let colors = Color.categorical
    return Stroke(
      colors[index % colors.count], width: 1.6, dash: index < colors.count ? [] : [4, 2.5])
  }

  private static func range(of histories: [TrainingHistory]) -> ClosedRange<Double> {
    let epochs = histories.flatMap(\.epochs).map { Double($0.epoch) }
    guard let first = epochs.min(), let last = epochs.max() else {
      preconditionFailure("no run has an epoch")
    }
    return first...last
  }

  private static func points(
    _ history: TrainingHistory, _ value: (EpochRecord) -> Double?
  ) -> [(x: Double, y: Double)] {
    history.epochs.compactMap { record in value(record).map { (Double(record.epoch), $0) } }
  }

  private static func lossQuantity(_ histories: [TrainingHistory]) -> String {
    let losses = Set(histories.map(\.configuration.loss))
    guard losses.count == 1, let loss = losses.first else { return "loss" }
    switch loss {
    case .crossEntropy: return "loss in nats"
    case .binaryCrossEntropy: return "binary cross-entropy in nats"
    case .meanSquaredError:
      return histories.allSatisfy { $0.metric == .rSquared }
        ? "mean squared error" : "squared error"
    }
  }

  /// The metrics of the runs, without duplicates.
  private static func metrics(of histories: [TrainingHistory]) -> [Performance.Metric] {
    let found = Set(histories.filter { !$0.epochs.isEmpty }.map(\.metric))
    return Performance.Metric.allCases.filter(found.contains)
  }

  private static func performance(
    _ history: TrainingHistory, _ value: (Performance) -> Double
  ) -> [Curve] {
    let validated = points(history) { $0.validation.map(value) }
    let trained = Curve("training", points(history) { value($0.training) }, training)
    return validated.isEmpty ? [trained] : [trained, Curve("validation", validated, validation)]
  }

  private static func marks(of history: TrainingHistory) -> [CurvePanel.Mark] {
    guard let kept = history.keptEpoch, history.epochs.contains(where: { $0.epoch == kept }) else {
      return []
    }
    let isBest = kept == history.bestEpoch && history.epochs.contains { $0.validation != nil }
    let label = "epoch \(kept) kept" + (isBest ? " (lowest validation loss)" : "")
    var marks = [
      CurvePanel.Mark(
        epoch: Double(kept), label: label, stroke: Stroke(.fadedInk, width: 1, dash: [5, 3]))
    ]
    if let best = history.bestEpoch, best != kept {
      let what = history.epochs.contains { $0.validation != nil } ? "validation" : "training"
      marks.append(
        CurvePanel.Mark(
          epoch: Double(best), label: "epoch \(best): lowest \(what) loss",
          stroke: Stroke(.fadedInk, width: 1, dash: [1.5, 2])))
    }
    return marks
  }

  /// A curve for each layer with parameters, from light for the first layer to dark for the last.
  private static func layers(
    _ history: TrainingHistory, _ names: LayerNames, _ value: @escaping (LayerRecord) -> Double
  ) -> [Curve] {
    let layers = history.epochs.first?.layers.map(\.layer) ?? []
    return layers.enumerated().map { index, layer in
      Curve(
        names[layer],
        points(history) { $0.layers.first { $0.layer == layer }.map(value) },
        stroke(ofLayer: index, of: layers.count))
    }
  }

  private static func deadUnits(_ history: TrainingHistory, _ names: LayerNames) -> [Curve] {
    let layers = history.epochs.first?.activations.map(\.layer) ?? []
    return layers.enumerated().map { index, layer in
      Curve(
        names[layer],
        points(history) { $0.activations.first { $0.layer == layer }?.deadUnits },
        stroke(ofLayer: index, of: layers.count))
    }
  }

  private static func stroke(ofLayer index: Int, of count: Int) -> Stroke {
    let position = count > 1 ? 0.3 + 0.7 * Double(index) / Double(count - 1) : 0.7
    return Stroke(ColorMap.sequential.color(at: position), width: 1.4)
  }
}

extension TrainingHistory {
  fileprivate var hasConstantRate: Bool {
    if case .constant = configuration.learningRate { true } else { false }
  }
}
