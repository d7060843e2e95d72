import Dispatch

/// The executor that answers requests: on threads of the system's pool instead of the tasks' pool,
/// so that a program whose tasks keep the latter busy still answers.
final class AnsweringThreads: TaskExecutor {
  static let shared = AnsweringThreads()
  private let queue = DispatchQueue(
    label: "limn.serve", qos: .userInitiated, attributes: .concurrent)

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}
