extension Attribution {
  /// A note for the reader of an attribution: a sentence, and its kind for programs.
  public struct Note: Sendable, Hashable, Codable {
    /// What the note is about.
    public let kind: Kind
    /// The note, as one sentence.
    public let sentence: String

    /// The kinds of notes.
    public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
      /// The values do not sum to the score difference by design, for example because they are
      /// slopes or overlapping drops.
      case notAShare
      /// The sum of the values differs from the score difference by more than the method
      /// guarantees.
      case completenessGap
      /// The requested tolerance or precision was not reached.
      case notConverged
      /// A fallback was used instead of the best algorithm, for the reason given.
      case otherWay
      /// The values are approximate, and their error is unknown.
      case noErrorBar
      /// The error bound of a closed form is large.
      case wideBound
      /// There are too few samples, or they do not distinguish some features or segments.
      case fewSamples
      /// The surrogate fits the model poorly, or the model does not vary around the input.
      case poorFit
      /// A penalty shrinks the values considerably.
      case shrunk
      /// The noise level does not suit the input.
      case noise
      /// The standard errors are too small.
      case smallErrors
      /// An intermediate estimate.
      case interim
      /// A note that is not one of Limn's own.
      case other
    }

    /// Creates a note.
    public init(_ kind: Kind, _ sentence: String) {
      self.kind = kind
      self.sentence = sentence
    }
  }
}

extension Attribution.Note: ExpressibleByStringInterpolation {
  /// Creates a note of kind ``Kind/other``.
  public init(stringLiteral sentence: String) { self.init(.other, sentence) }
}
