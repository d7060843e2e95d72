import ArgumentParser
import Limn

/// A part of a run: one by its number, or that of the task in whose array the command runs.
enum ShardChoice: ExpressibleByArgument, Equatable {
  case part(Shard)
  /// The task's part, of `count` parts, or of as many as the array has tasks.
  case automatic(count: Int?)

  /// "2/4", "auto", "auto/1000".
  init?(argument: String) {
    let words = argument.split(separator: "/", omittingEmptySubsequences: false)
    guard words.count <= 2, let first = words.first else { return nil }
    let count = words.count == 2 ? Int(words[1]) : nil
    guard words.count == 1 || (1...Shard.mostParts).contains(count ?? 0) else { return nil }
    if first == "auto" {
      self = .automatic(count: count)
    } else {
      guard let number = Int(first), let count else { return nil }
      do { self = .part(try Shard(number, of: count)) } catch { return nil }
    }
  }

  /// - Parameter environment: the environment, in which the engine identifies the task.
  /// - Throws: ``TaskArrayError``.
  func shard(in environment: [String: String]) throws -> Shard {
    switch self {
    case .part(let shard): return shard
    case .automatic(let count):
      let (number, count) = try TaskArray(environment).part(of: count)
      return try Shard(number, of: count)
    }
  }
}

/// A process's task in an array, according to the engine.
enum TaskArray: Equatable {
  /// A task of an array from `first` to `last` with a step; some of the tasks may be missing.
  case slurm(task: Int, count: Int, first: Int, last: Int, step: Int)
  /// A task counted from 0, of an unknown number.
  case kubernetes(index: Int)

  private static let slurmTask = "SLURM_ARRAY_TASK_ID"
  private static let kubernetesIndex = "JOB_COMPLETION_INDEX"

  /// - Throws: ``TaskArrayError``.
  init(_ environment: [String: String]) throws(TaskArrayError) {
    func number(_ name: String) throws(TaskArrayError) -> Int {
      guard let text = environment[name] else { throw .missing(variable: name) }
      guard let number = Int(text), number >= 0 else {
        throw .noNumber(variable: name, text: text)
      }
      return number
    }
    switch (environment[Self.slurmTask] != nil, environment[Self.kubernetesIndex] != nil) {
    case (true, true): throw .several(Self.slurmTask, Self.kubernetesIndex)
    case (false, false): throw .none
    case (false, true): self = .kubernetes(index: try number(Self.kubernetesIndex))
    case (true, false):
      let step = "SLURM_ARRAY_TASK_STEP"
      self = .slurm(
        task: try number(Self.slurmTask), count: try number("SLURM_ARRAY_TASK_COUNT"),
        first: try number("SLURM_ARRAY_TASK_MIN"), last: try number("SLURM_ARRAY_TASK_MAX"),
        step: environment[step] == nil ? 1 : try number(step))
    }
  }

  /// The part of this task.
  ///
  /// - Parameter asked: the number of parts; `nil` for one per task of the array.
  /// - Throws: ``TaskArrayError``.
  func part(of asked: Int?) throws(TaskArrayError) -> (number: Int, count: Int) {
    switch (self, asked) {
    case (.kubernetes, nil): throw .countUnknown
    case (.kubernetes(let index), let count?):
      guard index < count else { throw .beyond(task: index, first: 0, last: count - 1) }
      return (index + 1, count)
    case (.slurm(let task, _, _, _, _), let count?):
      // Repeated tasks are submitted in arrays of their own.
      guard (1...count).contains(task) else { throw .beyond(task: task, first: 1, last: count) }
      return (task, count)
    case (.slurm(let task, let count, let first, let last, let step), nil):
      // A part of an array cannot tell the number of tasks of the whole.
      guard count > 1, first <= 1, step == 1, (first...max(first, last)).contains(task),
        last - first == count - 1
      else { throw .notWhole(first: first, last: last, step: step, count: count) }
      return (task - first + 1, count)
    }
  }
}

/// The reason why a process cannot tell which part to compute.
enum TaskArrayError: Error, Equatable {
  /// It is not a task of an array.
  case none
  /// The variables of two engines are set.
  case several(String, String)
  case missing(variable: String)
  case noNumber(variable: String, text: String)
  /// A Kubernetes Job does not tell the number of its indices.
  case countUnknown
  /// An array that does not run from 0 or 1 without gaps, or that has a single task: it may be a
  /// repeated part of a larger one.
  case notWhole(first: Int, last: Int, step: Int, count: Int)
  /// A task without a part.
  case beyond(task: Int, first: Int, last: Int)
}
