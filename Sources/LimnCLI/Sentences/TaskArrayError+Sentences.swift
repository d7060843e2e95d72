import Limn

extension TaskArrayError: TellableError {
  var complaint: Complaint {
    Complaint("--shard auto: \(reason)", .usage)
  }

  private var reason: String {
    switch self {
    case .none:
      "this is not a task of an array, as neither SLURM_ARRAY_TASK_ID nor JOB_COMPLETION_INDEX is "
        + "set: name the part, such as --shard 2/4."
    case .several(let one, let other):
      "both \(one) and \(other) are set: name the part, such as --shard 2/4."
    case .missing(let variable):
      "the task has a number, but \(variable) is not set: name the part, such as --shard 2/4."
    case .noNumber(let variable, let text):
      "\(variable) is \(text.quoted), which is not a whole number of 0 or more."
    case .countUnknown:
      "a Kubernetes Job does not tell its tasks how many there are: give its completions, "
        + "--shard auto/N."
    case .notWhole(let first, let last, let step, let count):
      "the array does not run from 0 or 1 without gaps (\(count) of tasks \(first) to \(last)"
        + (step == 1 ? "" : " by \(step)")
        + "): give the number of parts, --shard auto/N, whose tasks are 1 to N."
    case .beyond(let task, let first, let last):
      "task \(task) has no part: with this number of parts, tasks are \(first) to \(last)."
    }
  }
}
