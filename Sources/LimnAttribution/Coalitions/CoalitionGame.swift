import LimnCore

/// The cooperative game of one input: `v(S)` is the objective where the players in S show the input
/// and all other features the background, averaged over the background's rows.
///
/// Several objectives share each evaluation: a list of coalitions gives a value for each of them.
/// The game counts what it spends.
public struct CoalitionGame: Sendable {
  /// Who plays: the features or segments that differ from the reference.
  public let players: Players
  /// What each coalition is worth: one number for each objective.
  public let objectives: [Objective]
  /// The rows the model was evaluated on so far; each coalition costs
  /// ``evaluationsPerCoalition``, its complement as much again.
  public private(set) var evaluations = 0

  private let setting: GameSetting
  /// What its evaluations are part of.
  let work: Work
  /// What is to be spent in all, for the progress; 0 where that is not known.
  var plannedEvaluations = 0.0
  /// The row that is explained.
  let input: [Float]
  /// The game as a network's first layer sees it.
  let numbers: GameSetting.Numbers
  /// One for each background row, once a coalition is evaluated: closed forms never ask for one.
  private var madeEvaluators: [any CoalitionEvaluator] = []

  /// The game of one input.
  ///
  /// - Parameters:
  ///   - model: anything that scores a batch; a `Network` whose first trained layer is dense is
  ///     evaluated from that layer on.
  ///   - input: the row that is explained.
  ///   - background: what absent features show, one row or more.
  ///   - segments: the partition the players come from.
  ///   - objectives: what is read from the scores, valid for the model.
  ///   - work: stops the game's evaluations, and is told of them.
  ///
  /// Memory: players × width of the first layer for each background row, and a chunk of
  /// coalitions of at most 64 Ki values or one walk, twice that with complements.
  public init(
    model: any Model, input: [Float], background: Matrix, segments: Segments,
    objectives: [Objective], work: Work = Work(workers: 1)
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

  /// What absent features show, one row or more.
  var background: Matrix { setting.background }

  /// What one coalition costs: the number of background rows.
  public var evaluationsPerCoalition: Int { background.rows }

  /// What ``ends()`` costs.
  public var evaluationsForEnds: Int { 1 + background.rows }

  /// The values of everybody and of nobody.
  ///
  /// - Throws: `ModelError`, `CancellationError`, or what the model throws.
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

  /// The values of the coalitions: for each coalition one value for each objective.
  ///
  /// - Throws: `ModelError`, `CancellationError`, or what the model throws.
  public mutating func values(of coalitions: Coalitions) throws -> [Double] {
    try evaluate(coalitions, complements: false, by: evaluators()).values
  }

  /// The values of the coalitions and those of their complements, in the same order.
  ///
  /// - Throws: `ModelError`, `CancellationError`, or what the model throws.
  public mutating func valuesWithComplements(of coalitions: Coalitions) throws -> (
    values: [Double], complements: [Double]
  ) {
    try evaluate(coalitions, complements: true, by: evaluators())
  }

  /// The same before one background row only; a coalition then costs one evaluation.
  ///
  /// - Throws: `ModelError`, `CancellationError`, or what the model throws.
  public mutating func valuesWithComplements(of coalitions: Coalitions, backgroundRow: Int) throws
    -> (values: [Double], complements: [Double])
  {
    try evaluate(coalitions, complements: true, by: [evaluators()[backgroundRow]])
  }

  private mutating func evaluators() -> [any CoalitionEvaluator] {
    if madeEvaluators.isEmpty {
      madeEvaluators = setting.evaluators(of: input, players: players, numbers: numbers)
    }
    return madeEvaluators
  }

  private mutating func evaluate(
    _ coalitions: Coalitions, complements: Bool, by evaluators: [any CoalitionEvaluator]
  ) throws -> (values: [Double], complements: [Double]) {
    coalitions.requirePlayers(players.count)
    let outputs = objectives.count
    let total = coalitions.count * outputs
    var values = [Double](repeating: 0, count: total)
    var complementValues = [Double](repeating: 0, count: complements ? total : 0)
    let share = 1 / Double(evaluators.count)
    for evaluator in evaluators {
      let chunkSize = max(1, Self.chunkValues / max(1, evaluator.width))
      var offset = 0
      for chunk in coalitions.chunks(of: chunkSize) {
        let readings = try evaluator.readings(of: chunk, complements: complements)
        try setting.reader.checkFinite(readings)
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

  /// A chunk's values on the way to the scores, 256 KiB: what a core's second-level cache holds.
  private static let chunkValues = 1 << 16
}
