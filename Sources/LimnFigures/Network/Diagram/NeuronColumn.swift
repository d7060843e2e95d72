import LimnGraphics
import LimnNetwork

/// One stage of a neuron diagram: which of its units are drawn, and where.
package struct NeuronColumn: Sendable, Hashable {
  /// The units that are drawn, ascending.
  package let units: [Int]
  /// All units of the stage.
  package let width: Int
  /// The units' heights, from the top of the diagram.
  package let heights: [Double]
  package let radius: Double
  /// Where units are left out: the middle of the gap, and how many.
  package let gaps: [Gap]

  package struct Gap: Sendable, Hashable {
    package let height: Double
    package let missing: Int
  }

  /// - Parameters:
  ///   - strengths: how much each unit matters; where there are too many, the strongest stay.
  ///   - most: how many units are drawn at most.
  ///   - height: what the column may fill; it is centred within.
  package init(strengths: [Double], most: Int, height: Double) {
    width = strengths.count
    let order = strengths.indices.sorted {
      strengths[$0] == strengths[$1] ? $0 < $1 : strengths[$0] > strengths[$1]
    }
    units = order.prefix(most).sorted()
    let isWhole = units.count == width
    // The ellipsis takes the room of three units at the column's end.
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
