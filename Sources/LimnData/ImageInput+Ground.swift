import LimnCore

extension ImageInput {
  /// Whether a picture's border is mostly ink. If so, what was taken for ink is probably the
  /// background, because drawings usually leave the border free.
  ///
  /// - Parameters:
  ///   - values: `height × width` values in row-major order, as ``read(_:shape:preparation:)``
  ///     gives them.
  ///   - shape: the shape of the input; the result is `false` unless it is a grey image.
  ///   - fullInk: the value of full ink in `values`.
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
