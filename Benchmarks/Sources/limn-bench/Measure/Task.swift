import ArgumentParser
import Limn

/// What can be timed.
enum Task: String, CaseIterable, ExpressibleByArgument {
  case integratedGradients = "integrated-gradients"
  case saliency
  case shap
  case lime
  case tabularLIME = "tabular-lime"
  case deletion
  case randomization
  case training

  /// What is done once, before anything is timed, and then what is timed.
  /// What is timed gives a closure that tells the outcome, after the clock has stopped.
  func prepare(_ job: Job) throws -> () throws -> () -> Outcome {
    switch self {
    case .integratedGradients: return try job.explaining(with: job.integratedGradients())
    case .saliency: return try job.explaining(with: Saliency(job.network))
    case .shap: return try job.explaining(with: job.shap())
    case .lime: return try job.explaining(with: job.lime())
    case .tabularLIME: return try job.explaining(with: job.tabularLIME())
    case .deletion: return try job.deletion()
    case .randomization: return try job.randomization()
    case .training: return try job.training()
    }
  }
}

/// What a task gave: a table of values, and numbers by name.
struct Outcome {
  var values: Matrix?
  var findings: [String: Double] = [:]
}

/// A task's inputs.
struct Job {
  let network: Network
  let inputs: Matrix
  let targets: [Int]
  let workers: Int
  let settings: Settings

  var objectives: [Objective] { targets.map { .logit($0) } }

  /// Every input's values, as float32.
  func explaining(with method: some Attributor) throws -> () throws -> () -> Outcome {
    let objectives = objectives
    return {
      let found = try method.attributions(
        of: inputs, objectives: objectives, work: Work(workers: workers))
      return {
        Outcome(
          values: Matrix(
            rows: inputs.rows, columns: inputs.columns,
            elements: found.flatMap { $0.values.map(Float.init) }),
          findings: ["evaluations": Double(found.map(\.evaluations).max() ?? 0)])
      }
    }
  }
}
