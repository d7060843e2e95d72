import LimnCore

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// The cooperative game of one input: `v(S)` is the objective when the players in S have the values
/// of the input and all other features those of the background, averaged over the background's
/// rows.
///
/// Several objectives share each evaluation, so every coalition has one value for each objective.
/// The game counts its evaluations.
public struct CoalitionGame: Sendable {
  /// The players: the features or segments that differ from the background.
  public let players: Players
  /// The objectives, for each of which a coalition has a value.
  public let objectives: [Objective]
  /// The number of rows the model was evaluated on so far. Each coalition costs
  /// ``evaluationsPerCoalition``, and its complement as many again.
  public private(set) var evaluations = 0

  private let setting: GameSetting
  /// The cancellation and the progress callback of the evaluations.
  let work: Work
  /// The planned total of evaluations, for the progress; 0 if unknown.
  var plannedEvaluations = 0.0
  /// The explained row.
  let input: [Float]
  /// The game in terms of the first layer's inputs.
  let numbers: GameSetting.Numbers
  /// One evaluator for each background row, created for the first coalition, since closed forms
  /// evaluate none.
  private var madeEvaluators: [any CoalitionEvaluator] = []

  /// Creates the game of one input.
  ///
  /// - Parameters:
  ///   - model: any model; a `Network` whose first trained layer is dense is evaluated from that
  ///     layer's pre-activations.
  ///   - input: the explained row, `inputShape.count` values.
  ///   - background: the values of absent features, `rows × inputShape.count` with at least one
  ///     row.
  ///   - segments: the partition the players are taken from.
  ///   - objectives: what to evaluate; valid for the model.
  ///   - work: the cancellation and the progress callback of the evaluations.
  ///
  /// Memory: players × width of the first layer for each background row, and a chunk of coalitions
  /// of at most 64 Ki values (or one walk), twice as much with complements.
  public init(
    model: any Model, input: [Float], background: Matrix, segments: Segments,
    objectives: [Objective], work: Work = Work()
  ) {
    self.init(
      GameSetting(
        model: model, background: background, segments: segments, objectives: objectives),
      input: input, work: work)
  }

  init(_ setting: GameSetting, input: [Float], work: Work) {
    let players = Players(
      input: input, background: setting.background, segments: setting.segments)
    self.players = players
    self.objectives = setting.objectives
    self.setting = setting
    self.work = work
    self.input = input
    self.numbers = setting.numbers(of: input, players: players)
  }

  /// The values of absent features, one row or more.
  var background: Matrix { setting.background }

  /// For each player, the logarithm of its distance from the background: of `Σ |x − x′|` over its
  /// features, averaged over the background's rows. A category differs by 1, and so does a missing
  /// value.
  var magnitudes: [Double] {
    let categories = setting.model.input.categories
    var distances = [Double](repeating: 0, count: players.count)
    for member in players.members {
      for row in 0..<background.rows {
        let (value, absent) = (input[member.feature], background[row, member.feature])
        guard value != absent else { continue }
        let distance = abs(Double(value) - Double(absent))
        distances[member.player] +=
          categories[member.feature] == nil && distance.isFinite ? distance : 1
      }
    }
    return distances.map { log($0 / Double(background.rows)) }
  }

  /// The number of model evaluations for one coalition: the number of background rows.
  public var evaluationsPerCoalition: Int { background.rows }

  /// The number of model evaluations of ``ends()``.
  public var evaluationsForEnds: Int { 1 + background.rows }

  /// The values of the full and the empty coalition.
  ///
  /// Cost: ``evaluationsForEnds`` model evaluations.
  ///
  /// - Throws: `ModelError`, `CancellationError`, and any error of the model.
  public mutating func ends() throws -> CoalitionEnds {
    let (outputs, rows, model) = (objectives.count, background.rows, setting.model)
    let full = try setting.reader.readings(of: model.checkedScores(of: Matrix(row: input)))
    let absent = try setting.reader.readings(
      of: setting.scoresOfBackground ?? model.checkedScores(of: background))
    let emptyByRow = (0..<rows).map { Array(absent[$0 * outputs..<($0 + 1) * outputs]) }
    let empty = (0..<outputs).map { output in
      emptyByRow.reduce(0) { $0 + $1[output] } / Double(rows)
    }
    evaluations += evaluationsForEnds
    return CoalitionEnds(full: full, empty: empty, emptyByRow: emptyByRow)
  }

  /// The values of coalitions.
  ///
  /// Cost: ``evaluationsPerCoalition`` model evaluations for each coalition.
  ///
  /// - Returns: `coalitions × objectives` values, row-major.
  /// - Throws: `ModelError`, `CancellationError`, and any error of the model.
  public mutating func values(of coalitions: Coalitions) throws -> [Double] {
    try evaluate(coalitions, complements: false, by: evaluators()).values
  }

  /// The values of coalitions and of their complements.
  ///
  /// Cost: twice ``evaluationsPerCoalition`` model evaluations for each coalition.
  ///
  /// - Returns: for the coalitions and, in the same order, their complements,
  ///   `coalitions × objectives` values, row-major.
  /// - Throws: `ModelError`, `CancellationError`, and any error of the model.
  public mutating func valuesWithComplements(of coalitions: Coalitions) throws -> (
    values: [Double], complements: [Double]
  ) {
    try evaluate(coalitions, complements: true, by: evaluators())
  }

  /// The values of coalitions and of their complements for a single background row.
  ///
  /// Cost: two model evaluations for each coalition.
  ///
  /// - Returns: for the coalitions and, in the same order, their complements,
  ///   `coalitions × objectives` values, row-major.
  /// - Throws: `ModelError`, `CancellationError`, and any error of the model.
  public mutating func valuesWithComplements(of coalitions: Coalitions, backgroundRow: Int) throws
    -> (values: [Double], complements: [Double])
  {
    try evaluate(coalitions, complements: true, by: [evaluators()[backgroundRow]])
  }

  /// Other objectives of coalitions and of their complements.
  ///
  /// Cost: as ``valuesWithComplements(of:)``.
  ///
  /// - Parameter others: valid for the model.
  /// - Returns: for the coalitions and, in the same order, their complements,
  ///   `coalitions × others` values, row-major.
  /// - Throws: `ModelError`, `CancellationError`, and any error of the model.
  mutating func valuesWithComplements(of coalitions: Coalitions, reading others: [Objective]) throws
    -> (values: [Double], complements: [Double])
  {
    let setting = GameSetting(
      model: setting.model, background: background, segments: setting.segments, objectives: others)
    let numbers = setting.numbers(of: input, players: players)
    return try evaluate(
      coalitions, complements: true,
      by: setting.evaluators(of: input, players: players, numbers: numbers),
      reader: setting.reader)
  }

  private mutating func evaluators() -> [any CoalitionEvaluator] {
    if madeEvaluators.isEmpty {
      madeEvaluators = setting.evaluators(of: input, players: players, numbers: numbers)
    }
    return madeEvaluators
  }

  private mutating func evaluate(
    _ coalitions: Coalitions, complements: Bool, by evaluators: [any CoalitionEvaluator],
    reader: ObjectiveReader? = nil
  ) throws -> (values: [Double], complements: [Double]) {
    coalitions.requirePlayers(players.count)
    let reader = reader ?? setting.reader
    let outputs = reader.objectives.count
    let total = coalitions.count * outputs
    var values = [Double](repeating: 0, count: total)
    var complementValues = [Double](repeating: 0, count: complements ? total : 0)
    let share = 1 / Double(evaluators.count)
    for evaluator in evaluators {
      let chunkSize = max(1, Self.chunkValues / max(1, evaluator.width))
      var offset = 0
      for chunk in coalitions.chunks(of: chunkSize) {
        let readings = try evaluator.readings(of: chunk, complements: complements)
        try reader.checkFinite(readings)
        let count = chunk.count * outputs
        Self.add(readings[..<count], times: share, to: &values, at: offset)
        Self.add(readings[count...], times: share, to: &complementValues, at: offset)
        offset += count
        evaluations += complements ? 2 * chunk.count : chunk.count
        try work.checkpoint()
        if plannedEvaluations > 0 {
          work.report(Work.Progress(done: Double(evaluations), total: plannedEvaluations))
        }
      }
    }
    return (values, complementValues)
  }

  private static func add(
    _ readings: ArraySlice<Double>, times share: Double, to values: inout [Double], at offset: Int
  ) {
    values.withUnsafeMutableBufferPointer { values in
      readings.withUnsafeBufferPointer { readings in
        for index in readings.indices { values[offset + index] += readings[index] * share }
      }
    }
  }

  /// The number of intermediate values in a chunk: 256 KiB, which fits in a core's second-level
  /// cache.
  private static let chunkValues = 1 << 16
}
