import LimnCore

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What the page shows beside the results: said by whoever starts the run, and kept with the plan so
/// that parts can be put together without the model.
public struct PageContent: Sendable, Codable, Hashable {
  /// A named fact: "parameters" "4,810".
  public struct Fact: Sendable, Codable, Hashable {
    /// What the fact is about.
    public let name: String
    /// The fact.
    public let value: String

    /// A line of the list of facts.
    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// A picture, as an SVG document, with the words for those who cannot see it.
  public struct Picture: Sendable, Codable, Hashable {
    /// The title above it.
    public let title: String
    /// What it shows, for readers who cannot see it.
    public let description: String
    /// The picture, as SVG.
    public let svg: String

    /// A picture with its title and description.
    public init(title: String, description: String, svg: String) {
      self.title = title
      self.description = description
      self.svg = svg
    }
  }

  /// The report's heading.
  public var title: String
  /// Facts on the model, shown as a list.
  public var modelFacts: [Fact]
  /// Pictures of the model.
  public var pictures: [Picture]
  /// The names of the classes, labels or numbers; their numbers where empty.
  public var classNames: [String]
  /// The names of the features of inputs without a picture; their numbers where empty.
  public var featureNames: [String]
  /// The words of the features that hold categories, by feature.
  public var categories: [Int: [String]]?
  /// What the rows explained are called, where they have ids or are picture files.
  public var rowNames: [String]?

  /// What the page shows beside the predictions; see the properties.
  public init(
    title: String, modelFacts: [Fact] = [], pictures: [Picture] = [], classNames: [String] = [],
    featureNames: [String] = [], categories: [Int: [String]]? = nil, rowNames: [String]? = nil
  ) {
    self.title = title
    self.modelFacts = modelFacts
    self.pictures = pictures
    self.classNames = classNames
    self.featureNames = featureNames
    self.categories = categories
    self.rowNames = rowNames
  }

  package func json() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(self))
  }

  /// - Parameter sha256: of the file's bytes, as in the plan.
  /// - Throws: `ReportError.damaged`, `FileError.cannotRead`.
  init(file: String, sha256: String) throws {
    let bytes = try FileBytes.read(file)
    guard SHA256.digest(of: bytes) == sha256 else { throw ReportError.damaged(file: file) }
    try self.init(json: bytes, file: file)
  }

  /// - Throws: `ReportError.damaged`.
  init(json bytes: [UInt8], file: String) throws {
    do {
      self = try JSONDecoder().decode(PageContent.self, from: Data(bytes))
    } catch is DecodingError {
      throw ReportError.damaged(file: file)
    }
  }
}
