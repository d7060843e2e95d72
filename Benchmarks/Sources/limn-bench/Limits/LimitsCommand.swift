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
      "Two workers against one: medians of all calls, and of those between two rounds of bare matrix "
        + "products that took at most \(fixed(100 * WorkerScaling.tolerance, digits: 0))% longer than "
        + "their fastest tenth",
      columns: [
        "path", "its inputs", "1 worker, ms", "2, ms", "ratio", "undisturbed calls", "1 worker, ms",
        "2, ms", "ratio",
      ])
    for path in HotPath.allCases where path.isParallel {
      for copies in [1, 10] {
        let found = try WorkerScaling(seconds: 12, path.batch(subject, copies: copies))
        let (one, two) = (found.undisturbed(workers: 1), found.undisturbed(workers: 2))
        let count = found.times(workers: 1).count + found.times(workers: 2).count
        scaling.add(
          [path.rawValue, copies == 1 ? "once" : "\(copies) times"]
            + cells(found.times(workers: 1), found.times(workers: 2))
            + ["\(one.count + two.count) of \(count)"] + cells(one, two))
      }
    }
    scaling.show()
  }

  /// The medians, and their ratio.
  private func cells(_ one: [Double], _ two: [Double]) -> [String] {
    guard !one.isEmpty, !two.isEmpty else { return ["", "", ""] }
    let (one, two) = (one.quantile(0.5), two.quantile(0.5))
    return [fixed(one, digits: 2), fixed(two, digits: 2), fixed(one / two, digits: 2)]
  }
}
