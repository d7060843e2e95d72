import ArgumentParser
import Limn

/// How near the hot paths come to what the machine can do.
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
      columns: ["path", "MFlop it must do", "ms", "GFlop/s", "share of the product's rate"])
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

    var scaling = Table(
      "Two workers against one; undisturbed are the rounds before and after which the machine's own "
        + "ratio, of products that share nothing, was at least \(fixed(Scaling.whole, digits: 1))",
      columns: [
        "path", "its inputs", "1 worker, ms", "2, ms", "ratio", "machine's own", "rounds",
        "undisturbed", "their ratio",
      ])
    for path in HotPath.allCases where path.isParallel {
      for copies in [1, 10] {
        let found = try Scaling(seconds: 8, path.batch(subject, copies: copies))
        let undisturbed = found.undisturbed
        scaling.add(
          path.rawValue, copies == 1 ? "once" : "\(copies) times", fixed(found.one, digits: 2),
          fixed(found.two, digits: 2), fixed(found.ratio, digits: 2),
          fixed(found.machine, digits: 2), "\(found.count)", "\(undisturbed.count)",
          undisturbed.isEmpty ? "" : fixed(undisturbed.median, digits: 2))
      }
    }
    scaling.show()
  }
}
