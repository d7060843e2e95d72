import LimnAttribution
import LimnCore

/// Explains rows of a run, wherever they come from: what comes of a row depends on its values and its
/// place in a block of rows alone, not on the rows beside it, how many they are, or who computes it.
///
/// The libraries that multiply matrices round a row's sums by its place among the rows of a product and
/// by how many these are. Methods whose rows share products therefore always see a whole block, each row
/// at its place; where a row is missing another one stands in, and what comes of it is dropped.
public struct RowExplainer: Sendable {
  let model: any Model
  let objective: ResolvedObjective
  let methods: [any Attributor]
  /// The rows of a block.
  var blockRows: Int

  /// The rows of a block of a report: row r of a run stands at place r mod `standardBlockRows`.
  public static let standardBlockRows = RunPlan.standardChunkRows
  /// A report of so many rows or more fills its last block up, so that its rows have the bits that they have
  /// in any other process. In a shorter run that would cost more than it is worth.
  public static let longRun = 8 * standardBlockRows

  init(
    model: any Model, objective: ResolvedObjective, methods: [any Attributor],
    blockRows: Int = Self.standardBlockRows
  ) {
    self.model = model
    self.objective = objective
    self.methods = methods
    self.blockRows = blockRows
  }

  /// What every method is asked for: the objective, and the target against a rival where there is
  /// another class and the objective names none.
  var views: [View] { View.views(of: model.output, against: objective.against) }

  /// What the model says of a row, and what is asked of the methods about it.
  struct Scored: Sendable {
    /// One for each output: its probability, or the number of a regression.
    let values: [Float]
    let predicted: Int?
    let objective: Objective
    let rival: Int?

    func objective(of view: View) -> Objective {
      switch view {
      case .target: objective
      case .rival: Objective(target: objective.target, against: rival, scale: objective.scale)
      }
    }
  }

  /// A row that cannot be explained, by its index among those given.
  struct Fault: Error {
    enum Cause {
      case nonFiniteScore(output: Int)
      case targetAgainstItself(label: Int)
    }

    let index: Int
    let cause: Cause

    var reason: BadRow {
      switch cause {
      case .nonFiniteScore(let output): .nonFiniteScore(output: output)
      case .targetAgainstItself(let label): .targetAgainstItself(label: label)
      }
    }
  }

  /// - Parameters:
  ///   - places: where in a block each row stands, in ascending order.
  ///   - label: what is right for a row, by its index, where it is known.
  /// - Throws: ``Fault`` for the first row without an answer; what the model throws.
  func scored(_ rows: Matrix, at places: [Int], label: (Int) -> Int?) throws -> [Scored] {
    guard rows.rows > 0 else { return [] }
    let block = block(of: places)
    let scores: Matrix
    do {
      scores = try model.checkedScores(of: block.filled(rows))
    } catch ModelError.nonFiniteScore(let place, let output) {
      throw Fault(index: block.source[place], cause: .nonFiniteScore(output: output))
    }
    return try block.places.enumerated().map { index, place in
      let answer = LimnCore.Prediction(scores: scores[row: place], schema: model.output)
      let objective = objective.objective(explained: answer.explainedOutput)
      guard objective.target != objective.against else {
        throw Fault(index: index, cause: .targetAgainstItself(label: objective.target))
      }
      let values = (answer.probabilities ?? answer.outputs).map { Float($0) }
      return Scored(
        values: values, predicted: answer.answer.label, objective: objective,
        rival: rival(of: objective.target, values: values, label: label(index)))
    }
  }

  /// The class a target is set against in the rival view: what the row is labelled where that is another
  /// class, else the most probable other class.
  private func rival(of target: Int, values: [Float], label: Int?) -> Int? {
    guard views.contains(.rival) else { return nil }
    if let label, label != target { return label }
    return values.indices.filter { $0 != target }.max { values[$0] < values[$1] }
  }

  /// What a method says of the rows, by view.
  ///
  /// - Parameter wanted: those of ``views`` to explain.
  /// - Throws: `CancellationError`, and what the method throws.
  func attributions(
    of rows: Matrix, at places: [Int], _ scored: [Scored], by method: any Attributor,
    wanted: [View], work: Work
  ) throws -> [[Attribution]] {
    guard !scored.isEmpty else { return wanted.map { _ in [] } }
    if let method = method as? any JointAttributor {
      // All views, whichever are wanted: they share products.
      let views = views
      let explained = try parallelMap(count: scored.count, work: work) { index, work in
        try method.attributions(
          of: Array(rows[row: index]),
          objectives: views.map { scored[index].objective(of: $0) }, work: work)
      }
      return wanted.compactMap { view in
        views.firstIndex(of: view).map { index in explained.map { $0[index] } }
      }
    }
    let block = method.rowsShareProducts ? block(of: places) : nil
    let inputs = block?.filled(rows) ?? rows
    let shares = work.shares(of: wanted.count)
    return try wanted.map { view in
      let share = shares.share()
      defer { share.finish() }
      let objectives = scored.map { $0.objective(of: view) }
      let explained = try method.attributions(
        of: inputs, objectives: block?.source.map { objectives[$0] } ?? objectives,
        work: share.work)
      return block?.places.map { explained[$0] } ?? explained
    }
  }

  private func block(of places: [Int]) -> RowBlock {
    // Only a network's products are shared; a program would be asked for answers that nobody wants.
    RowBlock(places, of: model.network == nil ? nil : blockRows)
  }
}

/// Which row stands at each place of a block.
private struct RowBlock {
  /// Where each row stands.
  let places: [Int]
  /// For each place the index of the row that stands there.
  let source: [Int]
  private let isWhole: Bool

  /// - Parameters:
  ///   - places: in ascending order, one at least.
  ///   - count: the places of the block; `nil` for as many as there are rows.
  init(_ places: [Int], of count: Int?) {
    guard let count, count != places.count else {
      self.places = Array(places.indices)
      source = self.places
      isWhole = true
      return
    }
    self.places = places
    isWhole = false
    var index = 0
    source = (0..<count).map { place in
      if index + 1 < places.count, places[index + 1] <= place { index += 1 }
      return index
    }
  }

  func filled(_ rows: Matrix) -> Matrix { isWhole ? rows : rows.rows(at: source) }
}

extension View {
  /// What is set against what for a model's outputs: the target against a rival, too, where there is
  /// another class and the objective names none.
  static func views(of output: OutputSchema, against: Int?) -> [View] {
    against == nil && output.task == .classification && output.count > 1
      ? [.target, .rival] : [.target]
  }
}

/// What came of one row that belongs to no report.
public enum ExplainedRow: Sendable {
  /// - Parameters:
  ///   - values: one for each output, its probability or the number of a regression.
  ///   - target: the output explained.
  ///   - attributions: one for each method.
  case explained(values: [Float], target: Int, attributions: [Attribution])
  /// Why there is no explanation, in a sentence.
  case bad(reason: String)
}

extension RowExplainer {
  /// Explains rows as a report does.
  ///
  /// - Throws: `ModelError` for an objective that the model does not have.
  public init(model: any Model, objective: ReportObjective, methods: [ReportMethod]) throws {
    let objective = objective.resolved(for: model.output)
    try objective.requireValid(for: model)
    self.init(model: model, objective: objective, methods: methods.map(\.attributor))
  }

  /// Explains rows that stand at `places` of a block: the values are, bit for bit, those of a report in
  /// whose run each row has such a place. A row that cannot be explained has its reason, and does not
  /// keep the others from being explained.
  ///
  /// - Parameter places: in `0..<standardBlockRows`, in ascending order, one for each row.
  /// - Throws: `CancellationError`, and what is no fault of a row's: a program that has ended.
  public func explain(_ rows: Matrix, at places: [Int], work: Work) throws -> [ExplainedRow] {
    precondition(rows.rows == places.count, "\(places.count) places for \(rows.rows) rows")
    var results = [Int: ExplainedRow]()
    var good = Array(places.indices)
    while !good.isEmpty {
      do {
        let found = try together(rows.rows(at: good), at: good.map { places[$0] }, work: work)
        for (index, row) in zip(good, found) { results[index] = row }
        break
      } catch let fault as Fault {
        results[good[fault.index]] = .bad(reason: fault.reason.reason)
        good.remove(at: fault.index)
      } catch let error as any RowError {
        guard good.count > 1 else {
          results[good[0]] = .bad(reason: error.description)
          break
        }
        // Whose fault it is comes out when each row is explained by itself, at its place.
        for index in good {
          results[index] = try explain(rows.rows(at: [index]), at: [places[index]], work: work)[0]
        }
        break
      }
    }
    return places.indices.compactMap { results[$0] }
  }

  private func together(_ rows: Matrix, at places: [Int], work: Work) throws -> [ExplainedRow] {
    let scored = try scored(rows, at: places) { _ in nil }
    let shares = work.shares(of: methods.count)
    let explained = try methods.map { method in
      let share = shares.share()
      defer { share.finish() }
      return try attributions(
        of: rows, at: places, scored, by: method, wanted: [.target], work: share.work)[0]
    }
    return scored.indices.map { index in
      let attributions = explained.map { $0[index] }
      if let bad = attributions.first(where: { !$0.isFiniteInArrays }) {
        return .bad(reason: "\(bad.method) gives a value that is not finite")
      }
      let row = scored[index]
      return .explained(
        values: row.values, target: row.objective.target, attributions: attributions)
    }
  }
}

/// An error that one row of several can be the reason of.
private protocol RowError: Error, CustomStringConvertible {}
extension ModelError: RowError {}
extension AttributionError: RowError {}

extension Attribution {
  /// Whether all that becomes a report's arrays is finite, as the arrays hold it.
  var isFiniteInArrays: Bool {
    [values, standardErrors, interactions?.pairs, interactions?.standardErrors].compactMap(\.self)
      .allSatisfy { $0.allSatisfy { Float($0).isFinite } }
  }
}
