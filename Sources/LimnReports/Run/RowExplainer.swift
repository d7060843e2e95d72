import LimnAttribution
import LimnCore

/// Explains rows of a run from any source. The result of a row depends only on its values and its
/// position in a block of rows, not on the other rows, their number, or the process that computes
/// it.
///
/// Matrix libraries round a row's sums depending on its position in a product and on the number of
/// rows there. Methods whose rows share products therefore always receive a complete block, with
/// each row at its position; if a row is missing, another one takes its position, and that result
/// is dropped.
public struct RowExplainer: Sendable {
  let model: any Model
  let objective: ResolvedObjective
  let methods: [any Attributor]
  /// The number of rows in a block.
  var blockRows: Int

  /// The number of rows in a report's block: row r of a run has the position r mod
  /// `standardBlockRows`.
  public static let standardBlockRows = RunPlan.standardChunkRows
  /// The number of rows from which a report fills up its last block, so that its rows have the same
  /// bits as in any other process. In a shorter run the cost would exceed the benefit.
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

  /// The views that every method explains: the objective, and the target against a rival if there
  /// is another class and the objective names none.
  var views: [View] { View.views(of: model.output, against: objective.against) }

  /// The model's answer for a row, and the objectives that the methods explain.
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
  ///   - places: the position of each row in a block, in ascending order.
  ///   - label: returns the true class of a row, by its index, if known.
  /// - Throws: ``Fault`` for the first row without an answer; the errors of the model.
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
      let answer = try LimnCore.Prediction(scores: scores[row: place], schema: model.output)
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

  /// The class that a target is compared with in the rival view: the row's true class if that
  /// differs, otherwise the most probable other class.
  private func rival(of target: Int, values: [Float], label: Int?) -> Int? {
    guard views.contains(.rival) else { return nil }
    if let label, label != target { return label }
    return values.indices.filter { $0 != target }.max { values[$0] < values[$1] }
  }

  /// A method's attributions for the rows, by view.
  ///
  /// - Parameter wanted: the views to explain, from ``views``.
  /// - Throws: `CancellationError`, and the errors of the method.
  func attributions(
    of rows: Matrix, at places: [Int], _ scored: [Scored], by method: any Attributor,
    wanted: [View], work: Work
  ) throws -> [[Attribution]] {
    guard !scored.isEmpty else { return wanted.map { _ in [] } }
    if let method = method as? any JointAttributor {
      // Compute all views even if some are not wanted, because they share products.
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
    // Only a network's rows share products; a program would compute answers that nobody needs.
    RowBlock(places, of: model.network == nil ? nil : blockRows)
  }
}

/// The assignment of rows to the positions of a block.
private struct RowBlock {
  /// The position of each row.
  let places: [Int]
  /// For each position, the index of the row at it.
  let source: [Int]
  private let isWhole: Bool

  /// - Parameters:
  ///   - places: in ascending order, at least one.
  ///   - count: the number of positions in the block; `nil` for the number of rows.
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
  /// The views for a model's outputs: also the target against a rival if there is another class and
  /// the objective names none.
  static func views(of output: OutputSchema, against: Int?) -> [View] {
    against == nil && output.task == .classification && output.count > 1
      ? [.target, .rival] : [.target]
  }
}

/// The result of one row that belongs to no report.
public enum ExplainedRow: Sendable {
  /// - Parameters:
  ///   - values: one for each output: its probability, or the number of a regression.
  ///   - target: the output explained.
  ///   - attributions: one for each method.
  case explained(values: [Float], target: Int, attributions: [Attribution])
  /// The row has no explanation; the reason is one sentence.
  case bad(reason: String)
}

extension RowExplainer {
  /// An explainer that gives the same values as a report.
  ///
  /// - Parameters:
  ///   - model: the explained model.
  ///   - objective: the explained objective of every row.
  ///   - methods: the methods, in the order of the attributions.
  /// - Throws: `ModelError` for an objective that the model does not have.
  public init(model: any Model, objective: ReportObjective, methods: [ReportMethod]) throws {
    let objective = objective.resolved(for: model.output)
    try objective.requireValid(for: model)
    self.init(model: model, objective: objective, methods: methods.map(\.attributor))
  }

  /// Explains rows at the positions `places` of a block. The values have the same bits as those of
  /// a report in which each row has that position. For a row that cannot be explained the result
  /// has the reason, and the other rows are explained all the same.
  ///
  /// - Parameters:
  ///   - rows: the rows to explain.
  ///   - places: the position of each row, in `0..<standardBlockRows`, in ascending order.
  ///   - work: the threads, the cancellation and the progress.
  /// - Throws: `CancellationError`, and errors that no single row causes, such as a program that
  ///   has ended.
  public func explain(
    _ rows: Matrix, at places: [Int], work: Work = Work()
  ) throws -> [ExplainedRow] {
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
        // Explain each row separately, at its position, to find the row that caused the error.
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

/// An error that a single row can cause.
private protocol RowError: Error, CustomStringConvertible {}
extension ModelError: RowError {}
extension AttributionError: RowError {}

extension Attribution {
  /// Whether all values are finite in the single precision of a report's arrays.
  var isFiniteInArrays: Bool {
    [values, standardErrors, interactions?.pairs, interactions?.standardErrors].compactMap(\.self)
      .allSatisfy { $0.allSatisfy { Float($0).isFinite } }
  }
}
