import LimnCore

extension ImageInput {
  /// Whether a picture's border is mostly ink: then what was taken for ink is the ground, for whoever
  /// writes or draws leaves the border free.
  ///
  /// - Parameters:
  ///   - values: `height × width`, row after row, as ``read(_:shape:preparation:)`` gives them.
  ///   - shape: anything but a grey image is never inverted.
  ///   - fullInk: what full ink is among `values`.
  public static func groundLooksInverted(_ values: [Float], shape: InputShape, fullInk: Float)
    -> Bool
  {
    guard case .image(1, let height, let width) = shape else { return false }
    let border = values.indices.filter { index in
      let (row, column) = (index / width, index % width)
      return row == 0 || row == height - 1 || column == 0 || column == width - 1
    }
    return 2 * border.count { values[$0] > fullInk / 2 } > border.count
  }
}
