import LimnCore
import Testing

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
  }

  @Test func indefiniteMatricesHaveNoFactor() {
    let isFactored = Cholesky([1, 2, 2, 1], order: 2) != nil
    #expect(!isFactored)
  }
}
