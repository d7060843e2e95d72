import LimnCore
import LimnNetwork
import Testing

@Suite struct CategoryEncodingTests {
  private let schema = InputSchema(
    .vector(3), categories: [1: Categories(["a", "b", "c"], takesOthers: true)])

  @Test func aCategoryIsAOneAmongZeros() throws {
    let encoding = CategoryEncoding(schema)
    #expect(encoding.width == 5 && encoding.starts == [0, 1, 4, 5])
    let rows = Matrix(rows: [[7, 0, 9], [7, 2, 9], [7, 3, 9]], columns: 3)
    #expect(
      encoding.encoded(rows).elements
        == [7, 1, 0, 0, 9, 7, 0, 0, 1, 9, 7, 0, 0, 0, 9])
    #expect(encoding.columnSums([1, 2, 3, 4, 5]) == [1, 9, 5])
    #expect(encoding.indicators == [1, 2, 3])
    let gradient = encoding.inputGradients(Matrix(row: [1, 2, 3, 4, 5]), saved: .nothing)
    #expect(gradient[0].elements == [1, 0, 5])
  }

  @Test func aNetworkBehindItSaysWhatItsColumnsHold() throws {
    let dense = Dense(
      weights: Matrix(rows: [[1], [10], [20], [30], [2]], columns: 1), bias: [0.5])
    let plain = try Network(inputShape: .vector(5), layers: [dense])
    let named = try InputSchema(
      .vector(3), names: ["x", "kind", "y"], categories: schema.categories)
    let network = try plain.encodingCategories(of: named)
    #expect(network.input == named)
    #expect(network.scores(of: Matrix(row: [1, 2, 3])).elements == [37.5])
    #expect(network.scores(of: Matrix(row: [1, 3, 3])).elements == [7.5])
    #expect(throws: ModelError.noCategory(row: 0, feature: "kind", count: 3)) {
      try network.checkedScores(of: Matrix(row: [1, 4, 3]))
    }
    #expect(throws: ModelError.noCategory(row: 1, feature: "kind", count: 3)) {
      try network.checkedScores(of: Matrix(rows: [[1, 0, 3], [1, 0.5, 3]], columns: 3))
    }
    let behind = try #require(network.behindCategories)
    #expect(behind.network.scores(of: Matrix(row: [1, 0, 0, 1, 3])).elements == [37.5])
    #expect(plain.behindCategories == nil)
    // Other words for it leave the categories as they are.
    #expect(try network.named(features: ["a", "b", "c"]).input.categories == schema.categories)
  }
}
