import LimnCore

/// The masks of RISE (Petsiuk et al. 2018, section 3.3): a grid of cells, each 1 with probability
/// p, is upsampled bilinearly to the image's size plus one cell in each direction, and cropped to
/// the image's size at a shift that is uniform over one cell. The interpolation weights of a pixel
/// sum to 1, so its mean is p.
struct SmoothMasks: Sendable {
  let grid: Occlusion.Size
  private let height: Int
  private let width: Int
  private let shown: Double
  /// The size of a cell.
  private let cell: Occlusion.Size
  /// The interpolation along each axis of the upsampled grid.
  private let rows: [Place]
  private let columns: [Place]

  /// The two cells a pixel lies between, and the weight of the second.
  private struct Place {
    let low: Int
    let high: Int
    let share: Float
  }

  /// - Throws: ``AttributionError/maskGrid(grid:input:)`` for more cells than pixels.
  init(of shape: InputShape, grid asked: Occlusion.Size?, shown: Double) throws {
    (height, width) = shape.plane
    let grid =
      asked
      ?? Occlusion.Size(height: max(1, min(7, height / 2)), width: max(1, min(7, width / 2)))
    guard grid.height <= height, grid.width <= width else {
      throw AttributionError.maskGrid(grid: grid, input: shape)
    }
    self.grid = grid
    self.shown = shown
    let cell = Occlusion.Size(
      height: (height + grid.height - 1) / grid.height,
      width: (width + grid.width - 1) / grid.width)
    self.cell = cell
    func places(_ cells: Int, _ size: Int) -> [Place] {
      Bilinear.samples(cells, (cells + 1) * size).map {
        Place(low: $0.low, high: $0.high, share: Float($0.share))
      }
    }
    rows = places(grid.height, cell.height)
    columns = places(grid.width, cell.width)
  }

  /// The number of pixels.
  var count: Int { height * width }

  /// Writes a random mask: ``count`` numbers from 0 to 1.
  func draw(from stream: RandomStream, into target: UnsafeMutablePointer<Float>) {
    var stream = stream
    let cells = (0..<grid.height * grid.width).map { _ -> Float in
      stream.uniform() < shown ? 1 : 0
    }
    let (top, left) = (
      stream.integer(below: cell.height), stream.integer(below: cell.width)
    )
    fill(target, cells: cells, top: top, left: left)
  }

  /// Writes the mask for given cells and shift.
  func fill(_ target: UnsafeMutablePointer<Float>, cells: [Float], top: Int, left: Int) {
    cells.withUnsafeBufferPointer { cells in
      for y in 0..<height {
        let row = rows[top + y]
        let (upper, lower) = (row.low * grid.width, row.high * grid.width)
        for x in 0..<width {
          let column = columns[left + x]
          let a =
            cells[upper + column.low]
            + column.share * (cells[upper + column.high] - cells[upper + column.low])
          let b =
            cells[lower + column.low]
            + column.share * (cells[lower + column.high] - cells[lower + column.low])
          target[y * width + x] = a + row.share * (b - a)
        }
      }
    }
  }
}

/// The RISE estimate of one input with smooth masks.
struct SmoothTrial: Sendable {
  let model: any Model
  let masks: SmoothMasks
  let background: Matrix
  let scoresOfBackground: Matrix
  let settings: RISE.Configuration

  /// The maximum number of input values in one model call.
  private static let batchValues = 1 << 18
  private static let parts = 16

  /// - Throws: `ModelError`, `CancellationError`.
  func estimate(of input: [Float], objective: Objective, work: Work) throws -> RISE.Estimate {
    let reader = ObjectiveReader(objectives: [objective], output: model.output)
    let atInput = try reader.readings(of: model.checkedScores(of: Matrix(row: input)))[0]
    let atBackground = reader.readings(of: scoresOfBackground).sum() / Double(background.rows)
    let pairs = settings.takesPairs
    let draws = pairs ? settings.samples / 2 : settings.samples
    let shownAtOnce = (pairs ? 2 : 1) * background.rows * input.count
    let size = max(1, Self.batchValues / max(1, shownAtOnce))
    let center = (atInput + atBackground) / 2
    // Few parts, because each holds sums for every pixel; their number must not depend on the
    // number of workers, or the rounding would.
    let count = min(Self.parts, draws)
    let parts = try parallelMap(count: count, work: work) { part, work in
      var moments = MaskMoments(features: masks.count, shown: settings.shown, arePaired: pairs)
      let (begin, end) = (part * draws / count, (part + 1) * draws / count)
      for first in stride(from: begin, to: end, by: size) {
        try work.checkpoint(done: first - begin, of: end - begin)
        try add(
          first..<min(end, first + size), of: input, reader: reader, center: center, to: &moments,
          work: work)
      }
      return moments
    }
    let moments = parts.dropFirst().reduce(into: parts[0]) { $0.add($1) }
    // Each channel of a pixel gets the pixel's whole drop, as in occlusion.
    func inChannels(_ values: [Double]) -> [Double] {
      (0..<input.count / masks.count).flatMap { _ in values }
    }
    let shows = pairs ? 2 * draws : draws
    return RISE.Estimate(
      values: inChannels(moments.values), standardErrors: inChannels(moments.standardErrors),
      atInput: atInput, atBackground: atBackground,
      mean: moments.meanScore + (pairs ? 0 : center), masks: shows,
      evaluations: 1 + background.rows + shows * background.rows)
  }

  /// Adds the model's scores of the input under some of the masks.
  private func add(
    _ draws: Range<Int>, of input: [Float], reader: ObjectiveReader, center: Double,
    to moments: inout MaskMoments, work: Work
  ) throws {
    let (pairs, rows) = (settings.takesPairs, background.rows)
    let stream = RandomStream(seed: settings.seed)
    var shown = [Float](repeating: 0, count: draws.count * masks.count)
    shown.withUnsafeMutableBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return }
      for (place, draw) in draws.enumerated() {
        masks.draw(from: stream.split(draw), into: start + place * masks.count)
      }
    }
    try work.checkpoint()
    let readings = try reader.readings(
      of: model.checkedScores(of: inputs(input, through: shown, complements: pairs)))
    try work.checkpoint()
    /// The mean score over the background's rows for one mask.
    func score(_ mask: Int) -> Double {
      readings[mask * rows..<(mask + 1) * rows].reduce(0, +) / Double(rows)
    }
    shown.withUnsafeBufferPointer { shown in
      for place in 0..<draws.count {
        let mask = UnsafeBufferPointer(
          rebasing: shown[place * masks.count..<(place + 1) * masks.count])
        if pairs {
          moments.add(mask, score: score(2 * place), ofComplement: score(2 * place + 1))
        } else {
          moments.add(mask, score: score(place) - center)
        }
      }
    }
  }

  /// `x′ + m (x − x′)` for each mask m, followed by its complement if `complements` is true, each
  /// for every row x′ of the background.
  private func inputs(_ input: [Float], through shown: [Float], complements: Bool) -> Matrix {
    let (width, pixels, rows) = (input.count, masks.count, background.rows)
    let (count, sides) = (shown.count / pixels, complements ? 2 : 1)
    return Matrix(rows: count * sides * rows, columns: width) { target in
      for mask in 0..<count {
        for side in 0..<sides {
          for row in 0..<rows {
            let start = ((mask * sides + side) * rows + row) * width
            for i in 0..<width {
              let share = shown[mask * pixels + i % pixels]
              let absent = background[row, i]
              target[start + i] = absent + (side == 0 ? share : 1 - share) * (input[i] - absent)
            }
          }
        }
      }
    }
  }
}
