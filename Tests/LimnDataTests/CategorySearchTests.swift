import LimnCore
import LimnData
import Testing

/// Columns of words in a table: which are categories, and how a row holds them.
@Suite struct CategorySearchTests {
  private func file(
    _ text: String, _ columns: TableColumns = TableColumns(findsCategories: true),
    schema: InputSchema? = nil, features: [String]? = nil
  ) throws -> InputFile {
    let directory = try TemporaryDirectory()
    let path = try directory.file("t.csv", text)
    let file = try InputFile(path: path, schema: schema, columns: columns, features: features)
    _ = try file.matrix()
    return file
  }

  private func refusal(
    _ text: String, _ columns: TableColumns = TableColumns(findsCategories: true),
    schema: InputSchema? = nil
  ) -> DataError? {
    do {
      _ = try file(text, columns, schema: schema)
      return nil
    } catch {
      return error as? DataError
    }
  }

  private let cars = "fuel,age,doors\npetrol,3,2\ndiesel,5,4\npetrol,1,2\n"

  @Test func columnsWithoutANumberAreCategories() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.file("t.csv", cars)
    let file = try InputFile(path: path, columns: TableColumns(findsCategories: true))
    #expect(file.categories == [0: Categories(["diesel", "petrol"])])
    #expect(try file.matrix().elements == [1, 3, 2, 0, 5, 4, 1, 1, 2])
    let named = try InputFile(
      path: path, columns: TableColumns(categories: ["doors"], findsCategories: true))
    #expect(named.categories[2] == Categories(["2", "4"]) && named.categories.count == 2)
    #expect(try named.row(1).elements == [0, 5, 1])
    // Asked by a model, the table does not say itself what a column holds.
    #expect(throws: DataError.self) { try InputFile(path: path) }
  }

  @Test func aModelsCategoriesAreFoundByName() throws {
    let schema = try InputSchema(
      .vector(3), names: ["age", "doors", "fuel"],
      categories: [2: Categories(["petrol", "steam", "diesel"])])
    let directory = try TemporaryDirectory()
    let path = try directory.file("t.csv", cars)
    let file = try InputFile(path: path, schema: schema, features: schema.names)
    #expect(try file.matrix().elements == [3, 2, 0, 5, 4, 2, 1, 2, 0])
    #expect(file.categories[2]?.word(of: 2) == "diesel")
  }

  @Test func whatIsNoCategoryIsRefusedWithItsPlace() {
    func schema(takesOthers: Bool) -> InputSchema {
      InputSchema(
        .vector(2), categories: [0: Categories(["diesel", "petrol"], takesOthers: takesOthers)])
    }
    let text = "fuel,age\npetrol,3\n steam ,5\n"
    guard
      case .unknownCategory(_, .cell(line: 3, column: 1), "fuel"?, "steam", ["diesel", "petrol"]) =
        refusal(text, TableColumns(), schema: schema(takesOthers: false))
    else {
      Issue.record("an unknown word was taken")
      return
    }
    #expect(refusal(text, TableColumns(), schema: schema(takesOthers: true)) == nil)
    for gap in ["", "NA", "?"] {
      guard
        case .missingValue(_, .cell(line: 2, column: 1), "fuel"?) = refusal(
          "fuel,age\n\(gap),3\n", TableColumns(), schema: schema(takesOthers: true))
      else {
        Issue.record("a gap was taken for a word")
        continue
      }
    }
  }

  @Test func aWordOfTheModelsMayLookLikeAGap() throws {
    let schema = InputSchema(.vector(2), categories: [0: Categories(["None", "brick"])])
    let directory = try TemporaryDirectory()
    let path = try directory.file("w.csv", "wall,age\nNone,3\nbrick,4\n")
    #expect(try InputFile(path: path, schema: schema).matrix().elements == [0, 3, 1, 4])
    let named = try file(
      "wall,age\nNA,3\nbrick,4\n", TableColumns(categories: ["wall"], findsCategories: true))
    #expect(named.categories[0]?.words == ["NA", "brick"])
    guard
      case .missingValue = refusal(
        "wall,age\n,3\nbrick,4\n", TableColumns(categories: ["wall"], findsCategories: true))
    else {
      Issue.record("an empty cell was taken for a category")
      return
    }
  }

  @Test func mistakesAreNoCategories() {
    guard
      case .wordAmongNumbers(_, .cell(line: 3, column: 1), "a", "x") = refusal(
        "a,b\n1,w\nx,v\n3,w\n")
    else {
      Issue.record("a typing error made a category of a column of numbers")
      return
    }
    // The first row is of numbers alone.
    guard
      case .wordAmongNumbers(_, .cell(line: 3, column: 2), "b", "x") = refusal("a,b\n1,2\n3,x\n")
    else {
      Issue.record("a word among numbers was taken")
      return
    }
    guard case .decimalComma(_, .cell(line: 2, column: 1), "1,5") = refusal("a;b\n1,5;w\n2,5;w\n")
    else {
      Issue.record("a decimal comma made a category")
      return
    }
    let names = "a,b\n" + (0..<5).map { "name\($0),\($0)\n" }.joined()
    guard case .tooManyCategories(_, "a", 5, TableColumns.mostUnaskedCategories) = refusal(names)
    else {
      Issue.record("names were taken for categories")
      return
    }
    #expect(refusal(names, TableColumns(categories: ["a"], findsCategories: true)) == nil)
    let many = "a,b\n" + (0..<300).map { "w\($0 % 101),\($0)\n" }.joined()
    guard case .tooManyCategories(_, "a", 101, 100) = refusal(many) else {
      Issue.record("a hundred and one words were taken for categories")
      return
    }
  }
}
