import LimnCore

/// Noisy linear imputation (Rong et al. 2022, arXiv 2202.00449, section 4.2): every removed pixel
/// becomes the weighted mean of its neighbours, including removed ones, so that a hole is filled
/// smoothly from its border and its shape reveals little to a network. Neighbours across a side
/// have weight 1/6 and those across a corner 1/12; at the border of the image, the remaining
/// weights are normalised to sum to 1.
struct LinearImputation: Sendable {
  let height: Int
  let width: Int

  /// The relative residual at which the iteration stops.
  private static let tolerance = 1e-6

  /// The neighbours of a pixel with their weights.
  private func neighbours(of pixel: Int) -> [(pixel: Int, weight: Double)] {
    let (y, x) = (pixel / width, pixel % width)
    var found: [(pixel: Int, weight: Double)] = []
    for (down, right) in [(-1, -1), (-1, 0), (-1, 1), (0, -1), (0, 1), (1, -1), (1, 0), (1, 1)] {
      let (row, column) = (y + down, x + right)
      guard (0..<height).contains(row), (0..<width).contains(column) else { continue }
      found.append((row * width + column, down == 0 || right == 0 ? 1.0 / 6 : 1.0 / 12))
    }
    return found
  }

  /// One channel with the removed pixels filled in. If all pixels are removed, the channel is
  /// returned unchanged.
  ///
  /// The equations `Σ_j w_ij (x_i − x_j) = 0` are symmetric and, if a pixel is left, positive
  /// definite, so they are solved by conjugate gradients.
  func filled(_ values: [Double], without removed: [Int]) -> [Double] {
    guard removed.count < values.count, !removed.isEmpty else { return values }
    var place = [Int](repeating: -1, count: values.count)
    for (index, pixel) in removed.enumerated() { place[pixel] = index }
    let links = removed.map(neighbours)
    let diagonal = links.map { $0.reduce(0) { $0 + $1.weight } }
    func product(_ x: [Double]) -> [Double] {
      x.indices.map { i in
        links[i].reduce(diagonal[i] * x[i]) { sum, link in
          place[link.pixel] < 0 ? sum : sum - link.weight * x[place[link.pixel]]
        }
      }
    }
    let right = links.map { links in
      links.reduce(0) { place[$1.pixel] < 0 ? $0 + $1.weight * values[$1.pixel] : $0 }
    }
    var solution = [Double](repeating: 0, count: removed.count)
    var (residual, direction) = (right, right)
    var size = residual.reduce(0) { $0 + $1 * $1 }
    let end = size * Self.tolerance * Self.tolerance
    var steps = 0
    // In exact arithmetic the method converges in at most as many steps as there are unknowns.
    while size > end, steps < 4 * removed.count {
      let image = product(direction)
      let step = size / zip(direction, image).reduce(0) { $0 + $1.0 * $1.1 }
      for i in solution.indices {
        solution[i] += step * direction[i]
        residual[i] -= step * image[i]
      }
      let next = residual.reduce(0) { $0 + $1 * $1 }
      for i in direction.indices { direction[i] = residual[i] + next / size * direction[i] }
      size = next
      steps += 1
    }
    var filled = values
    for (index, pixel) in removed.enumerated() { filled[pixel] = solution[index] }
    return filled
  }
}
