import Limn

extension TaskArrayError: TellableError {
  var complaint: Complaint {
    Complaint("--shard auto: \(reason)", .usage)
  }

  private var reason: String {
    switch self {
    case .none:
      "this is no task of an array, neither SLURM_ARRAY_TASK_ID nor JOB_COMPLETION_INDEX is set: "
        + "name the part, such as --shard 2/4."
    case .several(let one, let other):
      "both \(one) and \(other) are set: name the part, such as --shard 2/4."
    case .missing(let variable):
      "the task has a number, but \(variable) is not set: name the part, such as --shard 2/4."
    case .noNumber(let variable, let text):
      "\(variable) is \(text.quoted), which is no whole number from 0 on."
    case .countUnknown:
      "a Kubernetes Job does not tell its tasks how many there are: give its completions, "
        + "--shard auto/N."
    case .notWhole(let first, let last, let step, let count):
      "the array is no whole one, from 0 or 1 on without gaps (\(count) of tasks \(first) to \(last)"
        + (step == 1 ? "" : " by \(step)")
        + "): say of how many parts, --shard auto/N, whose tasks "
        + "are 1 to N."
    case .beyond(let task, let first, let last):
      "task \(task) has no part; the tasks of so many parts are \(first) to \(last)."
    }
  }
}
