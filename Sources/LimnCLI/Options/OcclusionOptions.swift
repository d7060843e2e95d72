import ArgumentParser
import Limn

/// The options of occlusion.
struct OcclusionOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Occlusion: the pixels hidden at once, such as 4x4, or the number of neighbours in a plain vector (default: an "
        + "eighth of each side, at least 3; one feature).", valueName: "HxW|n", visibility: .rare)
  )
  var window: PixelSize?

  @Option(
    help: ArgumentHelp(
      "Occlusion: how far the window moves (default: half of the window).", valueName: "HxW|n",
      visibility: .rare))
  var stride: PixelSize?

  static let names: Set = ["--window", "--stride"]

  /// The options that were given, by name.
  var given: [String] {
    [("--window", window != nil), ("--stride", stride != nil)].filter(\.1).map(\.0)
  }
}

/// A height and a width, "4x4", or one number for both.
enum PixelSize: ExpressibleByArgument, Equatable {
  case side(Int)
  case sides(height: Int, width: Int)

  init?(argument: String) {
    let parts = argument.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    switch parts.count {
    case 1:
      guard let side = parts[0] else { return nil }
      self = .side(side)
    case 2:
      guard let height = parts[0], let width = parts[1] else { return nil }
      self = .sides(height: height, width: width)
    default: return nil
    }
  }

  /// The size for an input of `shape`; a plain vector counts as one row.
  func size(for shape: InputShape) -> Occlusion.Size {
    switch self {
    case .sides(let height, let width): Occlusion.Size(height: height, width: width)
    case .side(let side):
      if case .vector = shape {
        Occlusion.Size(height: 1, width: side)
      } else {
        Occlusion.Size(height: side, width: side)
      }
    }
  }
}
