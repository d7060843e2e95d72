/// The content of the file of `--timings`, the only file that differs from run to run.
struct Timings: Encodable {
  let methods: [Method]

  struct Method: Encodable {
    let name: String
    /// The wall-clock time in seconds.
    let seconds: Double

    init(_ name: String, _ duration: Duration) {
      self.name = name
      seconds = duration / .seconds(1)
    }
  }
}
