import LimnCore
import LimnData
import Testing

@Suite struct TableColumnsTests {
  private func refusal(
    _ text: String, _ columns: TableColumns = TableColumns(), features: [String]? = nil
  ) -> DataError? {
    do {
      let directory = try TemporaryDirectory()
      let path = try directory.file("t.csv", text)
      _ = try InputFile(path: path, columns: columns, features: features)
      return nil
    } catch {
      return error as? DataError
    }
  }

  private let wine = "id,alcohol,ash,kind\nw1,14.2,2.4,red\nw2,13.2,2.1,white\n"

  @Test func labelsIdsAndDroppedColumnsAreNoFeatures() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.file("t.csv", wine)
    let file = try InputFile(path: path, columns: TableColumns(label: "kind", id: "id"))
    #expect(file.columnNames == ["alcohol", "ash"])
    #expect(file.labels == ["red", "white"] && file.ids == ["w1", "w2"])
    #expect(try file.matrix().elements == [14.2, 2.4, 13.2, 2.1])
    #expect(try file.classes(of: 0..<2, names: ["white", "red"], count: 2) == [1, 0])
    #expect(
      throws: DataError.unknownLabel(file: path, row: 1, label: "white", classes: ["red", "rosé"])
    ) { try file.classes(of: 0..<2, names: ["red", "rosé"], count: 2) }
    let dropped = try InputFile(
      path: path, columns: TableColumns(dropped: ["id", "kind", "ash"]))
    #expect(dropped.columnNames == ["alcohol"] && dropped.labels == nil)
    #expect(try dropped.row(1).elements == [13.2])
  }

  @Test func columnsHaveNumbersWhereTheyHaveNoNames() throws {
    let directory = try TemporaryDirectory()
    let bare = try directory.file("bare.csv", "1,2,a\n3,4,b\n")
    let file = try InputFile(path: bare, columns: TableColumns(label: "2"))
    #expect(file.labels == ["a", "b"])
    #expect(try file.matrix().elements == [1, 2, 3, 4])
    let indexed = try directory.file("index.csv", ",a,b\n0,1,2\n1,3,4\n2,5,6\n")
    let plain = try InputFile(path: indexed, columns: TableColumns(dropped: ["0"]))
    #expect(plain.columnNames == ["a", "b"])
    #expect(try plain.row(2).elements == [5, 6])
    // A column that has a name goes by no number.
    if case .noSuchColumn(_, "1", ["id", "alcohol", "ash", "kind"], 4) = refusal(
      wine, TableColumns(label: "1"))
    {
    } else {
      Issue.record("a number was taken for a column with a name")
    }
  }

  @Test func columnsArePutInTheModelsOrder() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.file("t.csv", "b,c,a\n2,3,1\n20,30,10\n")
    let file = try InputFile(path: path, shape: .vector(3), features: ["a", "b", "c"])
    #expect(file.columnNames == ["a", "b", "c"])
    #expect(try file.matrix().elements == [1, 2, 3, 10, 20, 30])
    #expect(try file.rows(1..<2).elements == [10, 20, 30])
    // Names that only number their columns say nothing.
    let numbered = try directory.file("n.csv", "0,1,2\n7,8,9\n")
    #expect(
      try InputFile(path: numbered, features: ["a", "b", "c"]).matrix().elements == [7, 8, 9])
  }

  @Test func otherColumnsAreRefusedByName() throws {
    guard
      case .columnNames(_, ["c"], ["kind"], false) = refusal(
        "a,b,kind\n1,2,3\n", features: ["a", "b", "c"])
    else {
      Issue.record("columns that are not the model's were taken")
      return
    }
    guard
      case .columnNames(_, [], ["Unnamed: 0"], true) = refusal(
        "Unnamed: 0,a\n0,2\n1,3\n", features: ["a"])
    else {
      Issue.record("an index was taken for a feature")
      return
    }
    guard case .columnTwice(_, "a") = refusal("a,a\n1,2\n", TableColumns(label: "a")) else {
      Issue.record("one of two columns was taken")
      return
    }
  }

  @Test func missingValuesAreNamedWithRowAndColumn() {
    for text in ["", "NA", "?", "null"] {
      let found = refusal("a,b\n1,2\n3,\(text)\n")
      guard case .missingValue(_, .cell(line: 3, column: 2), "b") = found else {
        Issue.record("\(text): \(String(describing: found))")
        return
      }
    }
  }

  @Test func decimalCommasAreToBeAnnounced() throws {
    let text = "a;b\n1,5;2\n-0,25;1e3\n"
    guard case .decimalComma(_, .cell(line: 2, column: 1), "1,5") = refusal(text) else {
      Issue.record("a decimal comma was not noticed")
      return
    }
    let directory = try TemporaryDirectory()
    let path = try directory.file("t.csv", text)
    let columns = TableColumns(usesDecimalComma: true)
    #expect(
      try InputFile(path: path, columns: columns).matrix().elements == [1.5, 2, -0.25, 1000])
    let tabs = try directory.file("t.tsv", "a\tb\n1\t2\n")
    #expect(try InputFile(path: tabs).matrix().elements == [1, 2])
    guard case .notANumber = refusal("a;b\n1.000,5;2\n", columns) else {
      Issue.record("a point beside decimal commas was read")
      return
    }
  }

  @Test func finiteRowsPassOverOthers() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.file("t.csv", "1\nnan\n3\n4\ninf\n6\n")
    let file = try InputFile(path: path)
    let found = try file.finiteRows(at: [0, 1, 2, 4, 5])
    #expect(found.rows.elements == [1, 3, 6] && found.bad == 2)
  }
}
