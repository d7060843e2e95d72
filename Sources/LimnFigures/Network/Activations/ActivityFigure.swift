import LimnCore
import LimnData
import LimnGraphics
import LimnNetwork

/// The activity of a network's units over a data set: the mean activation for each class and unit,
/// and the inputs that excite a unit most.
public struct ActivityFigure: Figure {
  private let page: FigurePage

  private static let width = 720.0
  private static let mostUnits = 12

  /// The activity of a layer's units over a data set.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - activity: the activity of `network` on `set`.
  ///   - set: the data set.
  ///   - layer: the hidden layer whose exciting inputs are shown, counted from 1; the first if `nil`.
  ///     The output has the number after the last hidden layer's.
  ///   - units: the units whose exciting inputs are shown; if `nil`, for each class the unit that
  ///     prefers it most, that is, whose mean over the class exceeds its largest mean over another
  ///     class by the largest margin.
  ///   - title: the title of the figure.
  /// - Throws: ``FigureError/noSuchLayer(_:count:)``, ``FigureError/noSuchUnit(_:count:)``;
  ///   ``FigureError/nothingToShow`` for an empty set or a network without dense layers;
  ///   ``FigureError/nonFinite(in:index:)``.
  public init(
    _ network: Network, activity: NetworkActivity, set: LabeledSet, layer: Int? = nil,
    units: [Int]? = nil, title: String
  ) throws {
    let stages = try network.drawnStages().filter { $0.dense != nil }
    guard !stages.isEmpty, set.count > 0 else { throw FigureError.nothingToShow }
    let number = layer ?? 1
    guard (1...stages.count).contains(number) else {
      throw FigureError.noSuchLayer(number, count: stages.count)
    }
    let chosen = number - 1
    let stage = stages[chosen]
    for unit in units ?? [] where !(0..<stage.width).contains(unit) {
      throw FigureError.noSuchUnit(unit, count: stage.width)
    }
    let shown =
      units.map { $0.map { ExcitingInputs.Unit(index: $0, reason: "") } }
      ?? Self.preferring(
        activity.stages[chosen].means, groups: activity.groups, width: stage.width)
    let groups = activity.groups
    let panels = try zip(stages, activity.stages).map { stage, activity in
      FigureSection(
        "\(stage): mean activation by \(groups.noun)\(Self.function(of: stage))",
        note: Self.note(on: stage, activity: activity, groups: groups),
        [try ClassMeansPanel(stage, activity: activity, groups: groups)], width: Self.width)
    }
    // Only the first layer's weights are images of the input.
    let weights = chosen == 0 ? stage.dense : nil
    let isImage = network.inputShape.isImage
    let exciting = FigureSection(
      "Inputs that excite units of \(stage) most",
      note: (units == nil
        ? "For each \(groups.noun) the unit whose mean exceeds its largest mean over another \(groups.noun) by most. "
        : "")
        + "Under each input \(Self.caption(of: set)) and the unit's activation."
        + (weights != nil && isImage
          ? " First the unit's incoming weights: red raises it where there is ink, blue lowers it."
          : ""),
      [
        try ExcitingInputs(
          shown, activity: activity.stages[chosen], set: set, network: network,
          weights: weights)
      ], width: Self.width)
    page = FigurePage(
      title: title, subtitle: "\(NumberText.grouped(activity.exampleCount)) examples",
      parts: panels + [exciting], minimumWidth: Self.width)
  }

  public var size: Size { page.size }

  public func draw(on canvas: Canvas) throws {
    try page.draw(on: canvas)
  }

  private static func function(of stage: NetworkStage) -> String {
    stage.activations.first.map { ", after \($0)" } ?? ""
  }

  private static func caption(of set: LabeledSet) -> String {
    switch set.targets {
    case .classes: "its class"
    case .flags: "its labels"
    case .numbers: "its true number"
    }
  }

  private static func note(
    on stage: NetworkStage, activity: NetworkActivity.Stage, groups: ExampleGroups
  ) -> String {
    var sentences: [String] = []
    if let dead = activity.deadUnits {
      let list = dead.prefix(12).map(String.init).joined(separator: ", ")
      sentences.append(
        dead.isEmpty
          ? "No unit of \(stage.width) is dead on this set."
          : "\(dead.count) of \(stage.width) units are dead on this set (they pass no gradient for "
            + "any example): \(list)"
            + (dead.count > 12 ? " …" : "") + ".")
    }
    if activity.means.contains(where: { $0 == nil }) {
      sentences.append(
        groups.noun == "class"
          ? "Hatched classes have no example." : "Hatched rows have no example.")
    }
    return sentences.joined(separator: " ")
  }

  /// For each class with examples, up to ``mostUnits`` classes, the unit that prefers it most. A
  /// unit with a negative margin prefers another class, and the figure says so.
  private static func preferring(
    _ means: [[Double]?], groups: ExampleGroups, width: Int
  ) -> [ExcitingInputs.Unit] {
    let present = means.indices.filter { means[$0] != nil }
    return present.prefix(mostUnits).compactMap { label -> ExcitingInputs.Unit? in
      guard let own = means[label] else { return nil }
      let others = present.filter { $0 != label }.compactMap { means[$0] }
      let margins = (0..<width).map { unit -> Double in
        // If there is no other class, every unit prefers this one, the most active unit most.
        guard let rival = others.map({ $0[unit] }).max() else { return own[unit] }
        return own[unit] - rival
      }
      let best = margins.indices.reduce(0) { margins[$1] > margins[$0] ? $1 : $0 }
      return ExcitingInputs.Unit(
        index: best,
        reason: (margins[best] > 0 ? "prefers " : "comes nearest to ")
          + (groups.noun == "class" ? "class " : "") + groups.names[label])
    }
  }
}
