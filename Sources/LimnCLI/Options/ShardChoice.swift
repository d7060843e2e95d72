import ArgumentParser
import Limn

/// Which part of a run: one by its number, or that of the task in whose array the command runs.
enum ShardChoice: ExpressibleByArgument, Equatable {
  case part(Shard)
  /// Of so many, or of as many as the array has tasks.
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

  /// - Parameter environment: where the engine says which task this is.
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

/// The task of an array that a process is, as its engine says it.
enum TaskArray: Equatable {
  /// Tasks `first` to `last` by steps; which are there depends on what was asked for.
  case slurm(task: Int, count: Int, first: Int, last: Int, step: Int)
  /// A task counted from 0, of nobody knows how many.
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

  /// The part that is this task's.
  ///
  /// - Parameter asked: how many parts there are; `nil` for one for each task of the array.
  /// - Throws: ``TaskArrayError``.
  func part(of asked: Int?) throws(TaskArrayError) -> (number: Int, count: Int) {
    switch (self, asked) {
    case (.kubernetes, nil): throw .countUnknown
    case (.kubernetes(let index), let count?):
      guard index < count else { throw .beyond(task: index, first: 0, last: count - 1) }
      return (index + 1, count)
    case (.slurm(let task, _, _, _, _), let count?):
      // Tasks that are done again come in arrays of their own.
      guard (1...count).contains(task) else { throw .beyond(task: task, first: 1, last: count) }
      return (task, count)
    case (.slurm(let task, let count, let first, let last, let step), nil):
      // A part of an array has no way to tell of how many.
      guard count > 1, first <= 1, step == 1, (first...max(first, last)).contains(task),
        last - first == count - 1
      else { throw .notWhole(first: first, last: last, step: step, count: count) }
      return (task - first + 1, count)
    }
  }
}

/// Why a process does not know which part it is to compute.
enum TaskArrayError: Error, Equatable {
  /// It is no task of an array.
  case none
  /// Two engines say which.
  case several(String, String)
  case missing(variable: String)
  case noNumber(variable: String, text: String)
  /// A Kubernetes Job does not say how many indices it has.
  case countUnknown
  /// An array that does not run from 0 or 1 on without gaps, or has one task only: perhaps what is done
  /// again of a larger one.
  case notWhole(first: Int, last: Int, step: Int, count: Int)
  /// A task that no part belongs to.
  case beyond(task: Int, first: Int, last: Int)
}
