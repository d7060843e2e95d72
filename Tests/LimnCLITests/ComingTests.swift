import Limn
import Testing

/// The page that sets other tools' calls beside Limn's: every Swift type and call that it names is one that
/// a program can write, as Tests/API lists them.
@Suite struct ComingTests {
  /// The declarations by their places, "Objective.logit(_:against:)".
  private static func declarations() throws -> [String] {
    try lines("Tests/API/Limn.api").filter { !$0.hasPrefix("conformance ") }
      .compactMap { line in
        guard let equals = line.firstRange(of: " = ") else { return nil }
        return line[..<equals.lowerBound].split(separator: " ", maxSplits: 1).last.map(String.init)
      }
  }

  private static func lines(_ path: String) throws -> [Substring] {
    String(decoding: try FileBytes.read("\(Repository.root)/\(path)"), as: UTF8.self)
      .split(separator: "\n")
  }

  /// What stands between backticks in a text.
  private static func code(in text: some StringProtocol) -> [String] {
    text.split(separator: "`", omittingEmptySubsequences: false).enumerated()
      .filter { !$0.offset.isMultiple(of: 2) }.map { String($0.element) }
  }

  /// The names that the page gives as Swift's: the last column of tables that have one of it, the sentences
  /// that say so, and the calls and properties of the first table.
  private static func names() throws -> [String] {
    var (names, hasSwift) = ([String](), false)
    for line in try lines("Docs/Guides/Coming.md") {
      let cells = line.split(separator: "|").map { $0.trimmingPrefix(" ") }
      if !line.hasPrefix("|") {
        hasSwift = false
        if line.hasPrefix("In Swift") { names += code(in: line.prefix { $0 != "." }) }
      } else if cells.last?.hasPrefix("Swift") == true {
        hasSwift = true
      } else if hasSwift, cells.count == 3 {
        names += code(in: cells[2])
      } else if cells.count == 2 {
        names += code(in: cells[1]).filter {
          $0.wholeMatch(of: #/[A-Z][A-Za-z]+\.[a-z].*|[a-z]+[A-Z][A-Za-z]+/#) != nil
        }
      }
    }
    return names
  }

  /// Whether a declaration is what a page writes as ".quadrature(.gaussLegendre, steps: 50)",
  /// "Objective.logit(3)", "SHAP" or "completenessGap".
  private static func names(_ text: String, _ declaration: String) -> Bool {
    let head = text.prefix { $0 != "(" }
    let place = declaration.prefix { $0 != "(" }
    guard
      head.first?.isUppercase == true
        ? place == head : place.hasSuffix(".\(head.trimmingPrefix("."))")
    else { return false }
    guard head.endIndex < text.endIndex else { return true }
    // The labels of the call, in the declaration's order; those with defaults may be left out.
    let given = text[head.endIndex...].dropFirst().dropLast().split(separator: ",").map {
      $0.contains(":") ? $0.prefix { $0 != ":" }.trimmingPrefix(" ") : "_"
    }
    var labels = declaration[place.endIndex...].dropFirst().dropLast().split(separator: ":")[...]
    for label in given {
      guard let found = labels.firstIndex(of: label) else { return false }
      labels = labels[(found + 1)...]
    }
    return true
  }

  @Test func everySwiftNameExists() throws {
    let (declarations, names) = (try Self.declarations(), Set(try Self.names()))
    #expect(names.count >= 30, "\(names.sorted())")
    #expect(names.isSuperset(of: ["SHAP", "completenessGap", "Objective.logit(3)"]))
    for name in names.sorted() {
      #expect(declarations.contains { Self.names(name, $0) }, "there is no \(name)")
    }
    // The test itself sees what is not there.
    for strange in ["SHAPley", "Objective.logit(3, with: 2)", "Objective.loggit(3)", "gap"] {
      #expect(!declarations.contains { Self.names(strange, $0) }, "\(strange)")
    }
  }
}
