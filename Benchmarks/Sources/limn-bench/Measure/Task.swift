import ArgumentParser
import Limn

/// The tasks that can be timed.
enum Task: String, CaseIterable, ExpressibleByArgument {
  case integratedGradients = "integrated-gradients"
  case saliency
  case logits
  case occlusion
  case deepLIFT = "deeplift"
  case lrp
  case guidedBackprop = "guided-backprop"
  case gradCAM = "grad-cam"
  case shap
  case interactions = "shap-interactions"
  case lime
  case tabularLIME = "tabular-lime"
  case deletion
  case randomization
  case training

  /// Prepares a task, which is not timed, and returns the function to time. That function returns a
  /// closure that computes the outcome after the clock has stopped.
  func prepare(_ job: Job) throws -> () throws -> () -> Outcome {
    switch self {
    case .integratedGradients: return try job.explaining(with: job.integratedGradients())
    case .saliency: return try job.explaining(with: Saliency(job.network))
    case .logits: return job.scoring()
    case .occlusion: return try job.explaining(with: job.occlusion())
    case .deepLIFT:
      let background = try job.background()
      return try job.explaining(
        with: DeepLIFT(job.network, settings: .init(background: background)))
    case .lrp:
      return try job.explaining(
        with: LRP(job.network, settings: .init(composite: .epsilonPlusFlat)))
    case .guidedBackprop: return try job.explaining(with: GuidedBackprop(job.network))
    case .gradCAM: return try job.explaining(with: GradCAM(job.network))
    case .shap:
      let tellsErrors = job.settings.errors
      return try job.explaining(with: try job.shap()) { found in
        found.values + (tellsErrors ? found.standardErrors ?? [] : [])
      }
    case .interactions:
      return try job.explaining(with: try job.interactions()) { found in
        guard let pairs = found.interactions else { return [] }
        return pairs.pairs + (pairs.standardErrors ?? [])
      }
    case .lime: return try job.explaining(with: job.lime())
    case .tabularLIME: return try job.explaining(with: try job.tabularLIME())
    case .deletion: return try job.deletion()
    case .randomization: return try job.randomization()
    case .training: return try job.training()
    }
  }
}

/// The outcome of a task: a table of values, and numbers by name.
struct Outcome {
  var values: Matrix?
  var findings: [String: Double] = [:]
}

/// A task's inputs.
struct Job {
  let network: Network
  /// The model to use instead of the network, if trees are given.
  let trees: BlackBox?
  let inputs: Matrix
  let targets: [Int]
  let workers: Int
  let settings: Settings

  var objectives: [Objective] {
    targets.map { Objective(target: $0, scale: settings.probability ? .probability : .logit) }
  }

  /// Computes the scores of every input.
  func scoring() -> () throws -> () -> Outcome {
    {
      // The same number of rows as in a method's batch.
      let parts = try parallelMap(
        count: (inputs.rows + 31) / 32, work: Work(workers: workers)
      ) { network.scores(of: inputs.rows($0 * 32..<min(inputs.rows, ($0 + 1) * 32))) }
      return {
        Outcome(
          values: Matrix(
            rows: inputs.rows, columns: network.outputCount, elements: parts.flatMap(\.elements)))
      }
    }
  }

  /// Explains every input. The outcome has each attribution's values, or the numbers `told`
  /// extracts, as float32.
  func explaining(
    with method: some Attributor, telling told: @escaping (Attribution) -> [Double] = { $0.values }
  ) throws -> () throws -> () -> Outcome {
    let objectives = objectives
    return {
      let found = try method.attributions(
        of: inputs, objectives: objectives, work: Work(workers: workers))
      return {
        let values = found.map(told)
        return Outcome(
          values: Matrix(
            rows: inputs.rows, columns: values.first?.count ?? 0,
            elements: values.joined().map(Float.init)),
          findings: [
            "evaluations": Double(found.map(\.evaluations).max() ?? 0),
            "largest gap": found.map { abs($0.completenessGap) }.max() ?? 0,
          ])
      }
    }
  }
}
