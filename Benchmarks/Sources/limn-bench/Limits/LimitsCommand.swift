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
      "Two workers against one, the middle half of the calls in brackets",
      columns: [
        "path", "its inputs", "1 worker, ms", "2, ms", "ratio", "of the least times",
        "the machine's own",
      ])
    for path in HotPath.allCases where path.isParallel {
      for copies in [1, 10] {
        let found = try Scaling(seconds: 8, path.batch(subject, copies: copies))
        scaling.add(
          path.rawValue, copies == 1 ? "once" : "\(copies) times",
          fixed(found.one.quantile(0.5), digits: 2), fixed(found.two.quantile(0.5), digits: 2),
          spread(found.ratios), fixed(found.one[0] / found.two[0], digits: 2),
          spread(found.machine))
      }
    }
    scaling.show()
  }

  /// The median of sorted ratios, and their quartiles.
  private func spread(_ ratios: [Double]) -> String {
    let (low, middle, high) = (ratios.quantile(0.25), ratios.quantile(0.5), ratios.quantile(0.75))
    return "\(fixed(middle, digits: 2)) (\(fixed(low, digits: 2)) to \(fixed(high, digits: 2)))"
  }
}
