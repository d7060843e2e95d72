import ArgumentParser
import Limn

/// The number of background rows used.
enum BackgroundRows: ExpressibleByArgument, Equatable {
  case all
  case atMost(Int)

  init?(argument: String) {
    if argument == "all" {
      self = .all
    } else if let count = Int(argument), count > 0 {
      self = .atMost(count)
    } else {
      return nil
    }
  }

  static let standard = BackgroundRows.atMost(Background.standardRows)
}
