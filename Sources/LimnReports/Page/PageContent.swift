import LimnCore

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The content of the page besides the results. It is given at the start of the run and kept with
/// the plan, so that parts can be merged without the model.
public struct PageContent: Sendable, Codable, Hashable {
  /// A named fact: "parameters" "4,810".
  public struct Fact: Sendable, Codable, Hashable {
    /// The name of the fact.
    public let name: String
    /// Its value.
    public let value: String

    /// A line of the list of facts.
    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// A picture as an SVG document, with a description for readers who cannot see it.
  public struct Picture: Sendable, Codable, Hashable {
    /// The title above it.
    public let title: String
    /// A description for readers who cannot see it.
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
  /// Facts about the model, shown as a list.
  public var modelFacts: [Fact]
  /// Pictures of the model.
  public var pictures: [Picture]
  /// The names of the classes, labels or numbers; their indices are shown if empty.
  public var classNames: [String]
  /// The names of the features of inputs that are not pictures; their indices are shown if empty.
  public var featureNames: [String]
  /// The words of categorical features, by feature.
  public var categories: [Int: [String]]?
  /// The names of the explained rows, if they have ids or are picture files.
  public var rowNames: [String]?

  /// The content of the page besides the results; see the properties.
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

  /// - Parameter sha256: the digest of the file's bytes in the plan.
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
