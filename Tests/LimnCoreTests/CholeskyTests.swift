import LimnCore
import Testing

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

@Suite struct CholeskyTests {
  /// [4 2 1; 2 5 3; 1 3 6] = L Lᵀ with L = [2 0 0; 1 2 0; ½ 5/4 √(6 − ¼ − 25/16)], by hand.
  private let matrix: [Double] = [4, 2, 1, 2, 5, 3, 1, 3, 6]

  @Test func solvesWhatItFactored() throws {
    let cholesky = try #require(Cholesky(matrix, order: 3))
    // Columns (1, 2, 3) and (−1, 0, 2) times the matrix.
    let solution = cholesky.solve([11, -2, 21, 4, 25, 11], columns: 2)
    for (found, expected) in zip(solution, [1, -1, 2, 0, 3, 2] as [Double]) {
      #expect(abs(found - expected) < 1e-14)
    }
  }

  @Test func whitenedColumnsCarryTheInverse() throws {
    let cholesky = try #require(Cholesky(matrix, order: 3))
    let white = cholesky.whiten([2, 5, 3])
    #expect(abs(white[0] - 1) < 1e-15)
    #expect(abs(white[1] - 2) < 1e-15)
    // L₃ w = 3: (3 − ½·1 − 5/4·2)/√(67/16) = 0.
    #expect(abs(white[2]) < 1e-15)
    #expect(zip(cholesky.unwhiten(white), cholesky.solve([2, 5, 3])).allSatisfy { $0 == $1 })
  }

  /// The determinant is 4 · 4 · 67/16.
  @Test func logDeterminant() throws {
    let cholesky = try #require(Cholesky(matrix, order: 3))
    #expect(abs(cholesky.logDeterminant - 4.204692619390966) < 1e-14)
  }

  /// On both sides of the order at which another routine takes over.
  @Test(arguments: [256, 257, 400]) func theInverseIsOne(order n: Int) throws {
    let matrix = (0..<n * n).map { index in
      let (row, column) = (index / n, index % n)
      return 1 / (1 + Double(abs(row - column))) + (row == column ? 3 : 0)
    }
    let inverse = try #require(Cholesky(matrix, order: n)).inverse
    for row in Swift.stride(from: 0, to: n, by: 37) {
      for column in 0..<n {
        let entry = (0..<n).reduce(0) { $0 + matrix[row * n + $1] * inverse[$1 * n + column] }
        #expect(abs(entry - (row == column ? 1 : 0)) < 1e-12)
        #expect(abs(inverse[row * n + column] - inverse[column * n + row]) < 1e-14)
      }
    }
    let cholesky = try #require(Cholesky(matrix, order: n))
    let diagonal = cholesky.inverseDiagonal
    let lower = cholesky.lowerInverse()
    for row in 0..<n {
      #expect(abs(diagonal[row] - inverse[row * n + row]) < 1e-13)
      for column in 0...row {
        #expect(abs(lower[row * n + column] - inverse[row * n + column]) < 1e-13)
      }
    }
    // The copy left the factorization as it was.
    #expect(cholesky.inverseDiagonal == diagonal)
  }

  /// The first rows and columns factored alone.
  @Test func theFirstRowsHaveAFactorizationOfTheirOwn() throws {
    let leading = try #require(Cholesky(matrix, order: 3)).leading(2)
    #expect(leading.order == 2)
    let alone = try #require(Cholesky([4, 2, 2, 5], order: 2))
    #expect(leading.solve([1, 7]) == alone.solve([1, 7]))
    #expect(leading.logDeterminant == alone.logDeterminant)
  }

  /// A matrix of several tiles, the last of them narrow, beside a plain factorization; with few
  /// columns, which are solved for one by one, and with more.
  @Test(arguments: [3, 7]) func largeMatricesAreFactoredTileByTile(columns: Int) throws {
    let n = 581
    var stream = RandomStream(seed: 4)
    var matrix = [Double](repeating: 0, count: n * n)
    for row in 0..<n {
      for column in 0..<row { matrix[row * n + column] = stream.uniform() - 0.5 }
      matrix[row * n + row] = Double(n) / 4
    }
    let sides = (0..<n * columns).map { _ in stream.uniform() }
    var plain = matrix
    for column in 0..<n {
      for row in column..<n {
        var sum = plain[row * n + column]
        for k in 0..<column { sum -= plain[row * n + k] * plain[column * n + k] }
        plain[row * n + column] =
          row == column ? sum.squareRoot() : sum / plain[column * n + column]
      }
    }
    let factor = try #require(try Cholesky(matrix, order: n, work: Work()))
    let expected = 2 * (0..<n).reduce(0) { $0 + log(plain[$1 * n + $1]) }
    #expect(abs(factor.logDeterminant - expected) < 1e-9)

    let white = try factor.whiten(sides, columns: columns, work: Work())
    let solved = try factor.unwhiten(white, columns: columns, work: Work())
    for column in 0..<columns {
      for row in 0..<n {
        let forward = (0...row).reduce(0.0) {
          $0 + plain[row * n + $1] * white[$1 * columns + column]
        }
        #expect(abs(forward - sides[row * columns + column]) < 1e-12)
        let whole = (0..<n).reduce(0.0) {
          $0 + matrix[max(row, $1) * n + min(row, $1)] * solved[$1 * columns + column]
        }
        #expect(abs(whole - sides[row * columns + column]) < 1e-11)
      }
    }
  }

  /// What is not positive definite only in a later tile.
  @Test func aLateFaultIsFound() {
    let n = 300
    var matrix = [Double](repeating: 0, count: n * n)
    for row in 0..<n { matrix[row * n + row] = row == 290 ? -1 : 1 }
    let isFactored = Cholesky(matrix, order: n) != nil
    #expect(!isFactored)
  }

  @Test func aFactorizationThatIsNotWantedEnds() throws {
    let n = 600
    var matrix = [Double](repeating: 0, count: n * n)
    for row in 0..<n { matrix[row * n + row] = 1 }
    let factor = try #require(Cholesky(matrix, order: n))
    let cancellation = Cancellation()
    cancellation.cancel()
    let work = Work(cancellation: cancellation)
    #expect(throws: CancellationError.self) { _ = try Cholesky(matrix, order: n, work: work) }
    let sides = [Double](repeating: 1, count: n)
    #expect(throws: CancellationError.self) {
      try factor.whiten(sides, columns: 1, work: work)
    }
    #expect(throws: CancellationError.self) {
      try factor.unwhiten(sides, columns: 1, work: work)
    }
  }

  @Test func indefiniteMatricesHaveNoFactor() {
    let isFactored = Cholesky([1, 2, 2, 1], order: 2) != nil
    #expect(!isFactored)
  }
}
