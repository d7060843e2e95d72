import LimnAttribution
import LimnCore

/// The conditions that every chunk of a plan satisfies, so that no value from a file is used before
/// it is checked.
extension Chunk {
  func isPossible(in plan: RunPlan) -> Bool {
    guard (0..<plan.chunkCount).contains(index), let width = plan.model.width else { return false }
    let count = plan.rows(ofChunk: index).count
    let (size, overflows) = count.multipliedReportingOverflow(by: width)
    guard !overflows, rows.count == count, inputs.count == size else { return false }
    guard (targets != nil) == (plan.inputs.labelsSHA256 != nil),
      targets.map({ $0.count == count && $0.isPossible(for: plan.model.output) }) ?? true
    else { return false }
    guard series.count == plan.methods.count,
      series.allSatisfy({ views in
        views.count == plan.views.count
          && views.allSatisfy {
            $0.values.count == size && ($0.errors.map { $0.count == size } ?? true)
          }
      })
    else { return false }
    guard pairs.count == plan.methods.count,
      pairs.allSatisfy({ $0?.isPossible(rows: count, shape: plan.model.inputShape) ?? true })
    else { return false }
    return rows.enumerated().allSatisfy { offset, row in
      switch row {
      case .bad(let reason): plan.badRows == .skip && reason.isPossible(in: plan)
      case .explained(let prediction):
        prediction.isPossible(in: plan) && isExplained(offset * width..<(offset + 1) * width)
          && pairs.allSatisfy { $0?.isExplained(row: offset) ?? true }
      }
    }
  }

  /// Whether a row's numbers are possible for a row with an explanation.
  private func isExplained(_ row: Range<Int>) -> Bool {
    inputs[row].allSatisfy(\.isFinite)
      && series.joined().allSatisfy { series in
        series.values[row].allSatisfy(\.isFinite)
          && (series.errors?[row].allSatisfy { $0.isFinite && $0 >= 0 } ?? true)
      }
  }
}

extension RunPlan {
  fileprivate func isOutput(_ output: Int) -> Bool { (0..<model.output.count).contains(output) }

  /// Whether it is a possible prediction: a class, or `nil` if the model's answers are not classes.
  fileprivate func isPrediction(_ label: Int?) -> Bool {
    label.map { label in model.classCount.map { (0..<$0).contains(label) } ?? false }
      ?? (model.classCount == nil)
  }
}

extension BadRow {
  fileprivate func isPossible(in plan: RunPlan) -> Bool {
    switch self {
    case .nonFiniteInput(let column): (0..<(plan.model.width ?? 0)).contains(column)
    case .badPicture(let reason): !plan.isOfTable && reason.utf8.count <= 4096
    case .nonFiniteScore(let output): plan.isOutput(output)
    case .targetAgainstItself(let label): plan.isOutput(label)
    }
  }
}

extension Prediction {
  /// Probabilities, with a margin above 1 for sums of rounded ones.
  private static let shares = Float(0)...1 + 1e-6

  fileprivate func isPossible(in plan: RunPlan) -> Bool {
    let pairs = plan.methods.count * (plan.methods.count - 1) / 2
    return values.count == plan.model.output.count
      && values.allSatisfy(
        plan.model.output.task == .regression ? { $0.isFinite } : Self.shares.contains)
      && plan.isPrediction(predicted) && plan.isOutput(target)
      && (rival != nil) == (plan.views.count > 1)
      && (rival.map { plan.isOutput($0) && $0 != target } ?? true)
      && methods.count == plan.methods.count && methods.allSatisfy(\.isPossible)
      && agreements.count == plan.views.count
      && agreements.allSatisfy { $0.count == pairs && $0.allSatisfy(\.isPossible) }
  }
}

extension PairAgreement {
  fileprivate var isPossible: Bool {
    // Rounding may take a perfect correlation slightly beyond 1.
    let reach = -1 - 1e-9...1 + 1e-9
    return [rankCorrelation, topOverlap, signAgreement].allSatisfy {
      $0.map(reach.contains) ?? true
    }
  }
}

extension MethodNumbers {
  /// No row takes more evaluations, and the sum over a hundred million rows does not overflow.
  private static let evaluationRange = 0...1 << 36

  /// The range of numbers whose sum over the maximum number of rows is still finite.
  private static let numberRange = -1e290...1e290

  fileprivate var isPossible: Bool {
    let numbers =
      [scoreAtInput, scoreAtBaseline, sum, completenessGap]
      + (fit.map {
        [$0.rSquared ?? 0, $0.intercept, $0.localPrediction, $0.effectiveSampleSize]
      } ?? [])
    return numbers.allSatisfy(Self.numberRange.contains)
      && Self.evaluationRange.contains(evaluations)
  }
}
