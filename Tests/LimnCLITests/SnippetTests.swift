import Foundation
import Limn
import Testing

/// Every example in Swift that the README, the guides and the documentation's pages show is a part of a
/// file in Snippets, which `make test` compiles and runs.
@Suite struct SnippetTests {
  /// The lines that are code, without what differs between a page and a file: how far they are indented,
  /// comments, which a translation has in another language, and the import.
  private static func code(_ lines: some Sequence<Substring>) -> [String] {
    lines.compactMap { line in
      let parts = line.split(separator: "//", maxSplits: 1, omittingEmptySubsequences: false)
      // A slash pair in a string is none of a comment's; no example has one after a comment's.
      let text = parts.first.map { $0.filter { !$0.isWhitespace } } ?? ""
      return text.isEmpty || text == "importLimn" ? nil : text
    }
  }

  private static func lines(_ path: String) throws -> [Substring] {
    String(decoding: try FileBytes.read(path), as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false)
  }

  /// The parts of all snippets by their names, "Methods.shap".
  private static func parts() throws -> [String: [String]] {
    var parts: [String: [String]] = [:]
    let folder = "\(Repository.root)/Snippets"
    for file in try FileManager.default.contentsOfDirectory(atPath: folder) {
      var (name, body): (String?, [Substring]) = (nil, [])
      for line in try lines("\(folder)/\(file)") {
        let mark = line.drop { $0 == " " }
        if mark == "// snippet.end" {
          if let name { parts[name] = code(body) }
          (name, body) = (nil, [])
        } else if mark.hasPrefix("// snippet.") {
          name = "\(file.dropLast(6)).\(mark.dropFirst(11))"
        } else if name != nil {
          body.append(line)
        }
      }
      #expect(name == nil, "\(file) has a part without an end")
    }
    return parts
  }

  /// The examples of a page, with the numbers of their first lines.
  private static func examples(_ path: String) throws -> [(line: Int, code: [String])] {
    var (examples, start, body): ([(Int, [String])], Int?, [Substring]) = ([], nil, [])
    for (number, line) in try lines(path).enumerated() {
      let text = line.drop { $0 == " " }
      if start == nil, text.hasPrefix("```swift") {
        start = number + 1
      } else if let first = start, text.hasPrefix("```") {
        examples.append((first + 1, code(body)))
        (start, body) = (nil, [])
      } else if start != nil {
        body.append(line)
      }
    }
    return examples
  }

  private static func pages() throws -> [String] {
    var pages = ["README.md", "README.zh.md", "CONTRIBUTING.md"]
    for folder in ["Docs", "Sources/Limn"] {
      let found = FileManager.default.enumerator(atPath: "\(Repository.root)/\(folder)")
      pages += (found?.compactMap { $0 as? String } ?? []).filter {
        $0.hasSuffix(".md") || $0.hasSuffix(".tutorial")
      }.map { "\(folder)/\($0)" }
    }
    return pages
  }

  @Test func pagesShowWhatRuns() throws {
    let parts = try Self.parts()
    let known = Set(parts.values)
    var shown: Set<[String]> = []
    for page in try Self.pages() {
      for example in try Self.examples("\(Repository.root)/\(page)") {
        #expect(
          known.contains(example.code),
          "\(page), line \(example.line), shows what is no part of a file in Snippets")
        shown.insert(example.code)
      }
    }
    #expect(shown.count > 20)
    for (name, code) in parts {
      #expect(shown.contains(code), "no page shows the part \(name)")
    }
  }
}
