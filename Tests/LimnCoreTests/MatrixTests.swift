import LimnCore
import Testing

@Suite struct MatrixTests {
  private func random(_ rows: Int, _ columns: Int, seed: UInt64) -> Matrix {
    var stream = RandomStream(seed: seed)
    return Matrix(rows: rows, columns: columns) { target in
      for index in target.indices { target[index] = Float(stream.normal()) }
    }
  }

  /// The product by its definition, in `Double`.
  private func naive(
    _ a: Matrix, _ aSide: Transposition, _ b: Matrix, _ bSide: Transposition
  ) -> [[Double]] {
    func at(_ m: Matrix, _ side: Transposition, _ i: Int, _ j: Int) -> Double {
      Double(side == .asIs ? m[i, j] : m[j, i])
    }
    let (rows, inner) = aSide == .asIs ? (a.rows, a.columns) : (a.columns, a.rows)
    let columns = bSide == .asIs ? b.columns : b.rows
    return (0..<rows).map { i in
      (0..<columns).map { j in
        (0..<inner).reduce(0) { $0 + at(a, aSide, i, $1) * at(b, bSide, $1, j) }
      }
    }
  }

  private func agree(_ found: Matrix, _ expected: [[Double]], within tolerance: Double) -> Bool {
    found.rows == expected.count
      && zip(found.elements, expected.joined()).allSatisfy { abs(Double($0) - $1) <= tolerance }
      && found.elements.count == expected.joined().count
  }

  /// Sums of at most 40 products of size 1: rounding of 6e-8 each stays below 1e-5.
  @Test(arguments: [(1, 1, 1), (3, 5, 2), (17, 40, 9), (64, 1, 10), (2, 33, 64)])
  func productsAreThoseOfTheTripleLoop(m: Int, k: Int, n: Int) {
    for aSide in [Transposition.asIs, .transposed] {
      for bSide in [Transposition.asIs, .transposed] {
        let a = aSide == .asIs ? random(m, k, seed: 1) : random(k, m, seed: 1)
        let b = bSide == .asIs ? random(k, n, seed: 2) : random(n, k, seed: 2)
        let expected = naive(a, aSide, b, bSide)
        #expect(agree(a.multiplied(aSide, by: b, bSide), expected, within: 1e-5))
        var sum = random(m, n, seed: 3)
        let doubled = zip(expected, (0..<m).map { sum[row: $0].map(Double.init) }).map {
          zip($0, $1).map { 2 * $0 + $1 }
        }
        BLAS.multiplyAdd(a, aSide, b, bSide, scale: 2, into: &sum)
        #expect(agree(sum, doubled, within: 2e-5))
      }
    }
  }

  @Test func productsWithAnEmptySide() {
    let (a, b) = (Matrix(rows: 2, columns: 0), Matrix(rows: 0, columns: 3))
    #expect(a.multiplied(by: b) == Matrix(rows: 2, columns: 3))
    #expect(b.multiplied(by: random(3, 2, seed: 1)).rows == 0)
  }

  @Test func affineAddsTheBiasToEveryRow() {
    let (a, b) = (random(4, 6, seed: 1), random(6, 3, seed: 2))
    let expected = naive(a, .asIs, b, .asIs).map { row in
      zip(row, [1, -2, 0.5]).map { $0 + $1 }
    }
    #expect(agree(a.affine(b, bias: [1, -2, 0.5]), expected, within: 1e-5))
  }

  @Test func rowsColumnsAndTheirSums() {
    let m = Matrix(rows: [[1, 2, 3], [4, 5, 6]], columns: 3)
    #expect(m.transposed == Matrix(rows: [[1, 4], [2, 5], [3, 6]], columns: 2))
    #expect(m.columnSums() == Matrix(row: [5, 7, 9]))
    #expect(Matrix(rows: 0, columns: 2).columnSums() == Matrix(row: [0, 0]))
    #expect(m.rows(1..<2) == Matrix(row: [4, 5, 6]))
    #expect(m.rows(at: [1, 0, 1]).elements == [4, 5, 6, 1, 2, 3, 4, 5, 6])
    #expect(Array(m[row: 1]) == [4, 5, 6])
    #expect(m.map { -$0 }.elements == [-1, -2, -3, -4, -5, -6])
  }

  @Test func theFirstOfEqualMaximaIsTaken() {
    let m = Matrix(rows: [[1, 3, 3], [-2, -1, -3], [0, 0, 0]], columns: 3)
    #expect(m.argmaxOfRows() == [1, 1, 0])
  }

  @Test func theFirstNonFiniteElementIsFound() {
    var m = Matrix(rows: 3, columns: 4)
    #expect(m.firstNonFinite() == nil)
    m[2, 1] = .infinity
    m[1, 3] = .nan
    let found = m.firstNonFinite()
    #expect(found?.row == 1 && found?.column == 3)
  }

  /// The first place in order, whatever thread comes upon another one first.
  @Test(arguments: [1, 2, 8]) func nonFiniteValuesOfLargeMatricesAreFoundInOrder(workers: Int)
    throws
  {
    var m = Matrix(rows: 9000, columns: 40)
    #expect(try m.firstNonFinite(work: Work(workers: workers)) == nil)
    for (row, column) in [(8999, 39), (7000, 3), (1638, 0), (1637, 39)] {
      m[row, column] = row == 7000 ? -.infinity : .nan
      let found = try m.firstNonFinite(work: Work(workers: workers))
      #expect(found?.row == row && found?.column == column)
    }
  }
}
