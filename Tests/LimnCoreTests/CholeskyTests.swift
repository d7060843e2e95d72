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

  @Test func indefiniteMatricesHaveNoFactor() {
    let isFactored = Cholesky([1, 2, 2, 1], order: 2) != nil
    #expect(!isFactored)
  }
}
