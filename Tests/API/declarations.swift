// Prints a line for each declaration of a symbol graph: its kind of promise, its place, and how it reads.
//
//     swift declarations.swift Limn.symbols.json
import Foundation

struct Graph: Decodable {
  struct Fragment: Decodable { let spelling: String }
  struct Symbol: Decodable {
    struct Identifier: Decodable { let precise: String }
    struct Kind: Decodable { let identifier: String }
    let identifier: Identifier
    let kind: Kind
    let pathComponents: [String]
    let declarationFragments: [Fragment]
  }
  struct Relationship: Decodable {
    let kind: String
    let source: String
    let target: String
    let targetFallback: String?
  }
  let symbols: [Symbol]
  let relationships: [Relationship]
}

let data = try Data(contentsOf: URL(fileURLWithPath: CommandLine.arguments[1]))
let graph = try JSONDecoder().decode(Graph.self, from: data)
var names: [String: String] = [:]
for symbol in graph.symbols {
  names[symbol.identifier.precise] = symbol.pathComponents.joined(separator: ".")
}
// A requirement with an implementation of its own asks nothing of a conforming type.
let answered = Set(
  graph.relationships.filter { $0.kind == "defaultImplementationOf" }.map(\.target))
let required = Set(
  graph.relationships.filter { $0.kind == "requirementOf" }.map(\.source)
).subtracting(answered)

for symbol in graph.symbols {
  let words = symbol.declarationFragments.map(\.spelling).joined()
    .split(whereSeparator: \.isWhitespace).joined(separator: " ")
  let kind =
    required.contains(symbol.identifier.precise)
    ? "requirement"
    : symbol.kind.identifier.split(separator: ".").last.map(String.init) ?? "symbol"
  print(kind, symbol.pathComponents.joined(separator: "."), "=", words)
}
for relation in graph.relationships where relation.kind == "conformsTo" {
  guard let source = names[relation.source],
    let target = names[relation.target] ?? relation.targetFallback
  else { continue }
  // What the compiler finds out by itself.
  if ["Copyable", "Escapable", "BitwiseCopyable", "SendableMetatype"].contains(
    where: target.hasSuffix)
  {
    continue
  }
  print(
    "conformance", source, ":", target.hasPrefix("Swift.") ? String(target.dropFirst(6)) : target)
}
