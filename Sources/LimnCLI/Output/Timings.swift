/// What `--timings` writes: the one file that is not the same from run to run.
struct Timings: Encodable {
  let methods: [Method]

  struct Method: Encodable {
    let name: String
    /// Of the clock on the wall.
    let seconds: Double

    init(_ name: String, _ duration: Duration) {
      self.name = name
      seconds = duration / .seconds(1)
    }
  }
}
