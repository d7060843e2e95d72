import LimnGraphics
import LimnNetwork

/// One stage of a neuron diagram: the units that are drawn, and their positions.
package struct NeuronColumn: Sendable, Hashable {
  /// The indices of the units that are drawn, ascending.
  package let units: [Int]
  /// The number of units of the stage.
  package let width: Int
  /// The vertical positions of the units, from the top of the diagram.
  package let heights: [Double]
  package let radius: Double
  /// The gaps where units are left out: the middle of each, and the number of units.
  package let gaps: [Gap]

  package struct Gap: Sendable, Hashable {
    package let height: Double
    package let missing: Int
  }

  /// - Parameters:
  ///   - strengths: the importance of each unit; if there are too many, the strongest are drawn.
  ///   - most: the maximum number of units drawn.
  ///   - height: the available height, in which the column is centred.
  package init(strengths: [Double], most: Int, height: Double) {
    width = strengths.count
    let order = strengths.indices.sorted {
      strengths[$0] == strengths[$1] ? $0 < $1 : strengths[$0] > strengths[$1]
    }
    units = order.prefix(most).sorted()
    let isWhole = units.count == width
    // The ellipsis takes up the room of three units at the end of the column.
    let places = Double(units.count) + (isWhole ? 0 : 3)
    let pitch = min(Self.widestPitch, height / places)
    let top = (height - pitch * places) / 2
    heights = units.indices.map { top + (Double($0) + 0.5) * pitch }
    radius = min(8, 0.4 * pitch)
    gaps =
      isWhole
      ? []
      : [
        Gap(
          height: top + (Double(units.count) + 1.5) * pitch, missing: width - units.count)
      ]
  }

  /// Whether every unit's number fits into its circle.
  func hasRoomForNumbers(in style: TextStyle) -> Bool {
    units.allSatisfy { style.width(of: String($0)) < 1.7 * radius }
  }

  private static let widestPitch = 26.0
}
