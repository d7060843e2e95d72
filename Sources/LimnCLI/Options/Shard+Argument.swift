import ArgumentParser
import Limn

extension Shard: ExpressibleByArgument {
  /// "2/4".
  public init?(argument: String) {
    let numbers = argument.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard numbers.count == 2, let number = numbers[0], let count = numbers[1] else { return nil }
    do { try self.init(number, of: count) } catch { return nil }
  }
}
