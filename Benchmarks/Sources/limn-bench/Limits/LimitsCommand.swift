import ArgumentParser
import Limn

/// How closely the hot paths approach the machine's limits.
struct LimitsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "limits",
    abstract:
      "The operations each hot path must do, and the share of the machine's rate it reaches.")

  func run() throws {
    let rates = MachineRates()
    var machine = Table("The machine, one core", columns: ["measure", "rate"])
    machine.add("single-precision matrix product", "\(fixed(rates.sgemm / 1e9, digits: 1)) GFlop/s")
    machine.add("double-precision matrix product", "\(fixed(rates.dgemm / 1e9, digits: 1)) GFlop/s")
    machine.add(
      "adding arrays beyond the caches", "\(fixed(rates.memory / 1e9, digits: 1)) GB/s")
    machine.show()

    let subject = Subject(network: try EmbeddedModel.network())
    var table = Table(
      "Hot paths on one core: the embedded 64-64-10 network",
      columns: ["path", "MFlop required", "ms", "GFlop/s", "share of the product's rate"])
    for path in HotPath.allCases {
      let milliseconds = try path.milliseconds(subject)
      let operations = path.operations(subject)
      let rate = operations / (milliseconds / 1000)
      let ceiling = path.isDouble ? rates.dgemm : rates.sgemm
      table.add(
        path.rawValue, fixed(operations / 1e6, digits: 1), fixed(milliseconds, digits: 2),
        fixed(rate / 1e9, digits: 1), "\(fixed(100 * rate / ceiling, digits: 0))%")
    }
    table.show()

    let share = fixed(100 * WorkerScaling.fastest, digits: 0)
    var scaling = Table(
      "Two workers against one: medians, and the times that the fastest \(share)% of the calls took",
      columns: [
        "path", "inputs", "calls", "1 worker, ms", "2, ms", "ratio", "1 worker, \(share)%",
        "2, \(share)%", "ratio, \(share)%",
      ])
    let products = BareProducts()
    scaling.add(
      ["bare products, nothing shared", ""]
        + cells(WorkerScaling(seconds: 10) { products.run(threads: $0) }))
    for path in HotPath.allCases where path.isParallel {
      for copies in [1, 10] {
        scaling.add(
          [path.rawValue, copies == 1 ? "once" : "\(copies) times"]
            + cells(try WorkerScaling(seconds: 10, path.batch(subject, copies: copies))))
      }
    }
    scaling.show()
  }

  private func cells(_ scaling: WorkerScaling) -> [String] {
    ["\(scaling.one.count + scaling.two.count)"]
      + [0.5, WorkerScaling.fastest].flatMap { share in
        [scaling.one.quantile(share), scaling.two.quantile(share), scaling.ratio(share)].map {
          fixed($0, digits: 2)
        }
      }
  }
}
