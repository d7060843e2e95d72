import ArgumentParser
import Limn

/// Optimizers by name, such as "sgd,adam": two or more, without duplicates.
struct OptimizerList: ExpressibleByArgument, Equatable {
  let optimizers: [StandardOptimizer]

  init?(argument: String) {
    let names = argument.split(separator: ",", omittingEmptySubsequences: false)
    optimizers = names.compactMap { StandardOptimizer(rawValue: String($0)) }
    guard optimizers.count == names.count, optimizers.count > 1,
      Set(optimizers).count == optimizers.count
    else { return nil }
  }
}
