extension Attribution {
  /// A sentence that a reader should see, and what kind of sentence it is, for a program.
  public struct Note: Sendable, Hashable, Codable {
    /// What the note is about.
    public let kind: Kind
    /// One sentence for a reader.
    public let sentence: String

    /// What a note is about.
    public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
      /// The method promises no sum: what it finds is a slope, or an estimate by one slope.
      case notAShare
      /// The values miss the score difference by more than the method promises.
      case completenessGap
      /// The tolerance or the precision that was asked for was not reached.
      case notConverged
      /// Another way was taken than the best for the model, and why.
      case otherWay
      /// Nothing is known of the error of values that are not exact.
      case noErrorBar
      /// The error bound of a closed form is wide.
      case wideBound
      /// There are too few samples, or some features or segments cannot be distinguished by them.
      case fewSamples
      /// The surrogate describes the model poorly, or there is nothing to describe.
      case poorFit
      /// A penalty takes a good part of the values.
      case shrunk
      /// The noise does not suit the input.
      case noise
      /// The standard errors are too small.
      case smallErrors
      /// An estimate on the way to the one that was asked for.
      case interim
      /// None of Limn's own.
      case other
    }

    /// A note of a kind, with its sentence.
    public init(_ kind: Kind, _ sentence: String) {
      self.kind = kind
      self.sentence = sentence
    }
  }
}

extension Attribution.Note: ExpressibleByStringInterpolation {
  /// A note of a kind that is none of Limn's own.
  public init(stringLiteral sentence: String) { self.init(.other, sentence) }
}
