import Dispatch

/// Where requests are answered: on threads of the system's pool and not on that of the tasks, so that a
/// program whose tasks keep that busy still answers.
final class AnsweringThreads: TaskExecutor {
  static let shared = AnsweringThreads()
  private let queue = DispatchQueue(
    label: "limn.serve", qos: .userInitiated, attributes: .concurrent)

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}
