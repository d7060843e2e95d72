import LimnCore

/// How weights start: at random, with the variance that keeps signals of one size from layer to
/// layer.
public struct Initialization: Sendable, Hashable {
  /// The variance, for a layer of `inputs` and `outputs`.
  public enum Scheme: String, Sendable, CaseIterable {
    /// `2/inputs` (He et al. 2015, arXiv 1502.01852, equation 10): for rectifiers.
    case he
    /// `2/(inputs + outputs)` (Glorot and Bengio 2010, equations 12 and 16).
    case glorot
  }

  /// The distribution, of mean 0.
  public enum Distribution: String, Sendable, CaseIterable {
    /// On `±√(3·variance)`.
    case uniform
    /// Normal numbers.
    case normal
  }

  /// How large weights are at first.
  public let scheme: Scheme
  /// From which distribution they are drawn.
  public let distribution: Distribution

  /// A way to draw the first weights.
  public init(_ scheme: Scheme, _ distribution: Distribution) {
    self.scheme = scheme
    self.distribution = distribution
  }

  /// The variance of a weight.
  public func variance(inputs: Int, outputs: Int) -> Double {
    switch scheme {
    case .he: 2 / Double(inputs)
    case .glorot: 2 / Double(inputs + outputs)
    }
  }

  /// Weights for a dense layer, `inputs × outputs`, drawn row after row.
  public func weights(inputs: Int, outputs: Int, stream: inout RandomStream) -> Matrix {
    values(rows: inputs, columns: outputs, inputs: inputs, outputs: outputs, stream: &stream)
  }

  /// Weights in any arrangement, drawn row after row.
  ///
  /// - Parameters:
  ///   - inputs: the values that an output adds up: of a convolution, a window's.
  ///   - outputs: the outputs that an input goes into.
  public func values(
    rows: Int, columns: Int, inputs: Int, outputs: Int, stream: inout RandomStream
  ) -> Matrix {
    let variance = variance(inputs: inputs, outputs: outputs)
    return Matrix(rows: rows, columns: columns) { target in
      switch distribution {
      case .uniform:
        let bound = (3 * variance).squareRoot()
        for i in target.indices { target[i] = Float(bound * (2 * stream.uniform() - 1)) }
      case .normal:
        let deviation = variance.squareRoot()
        for i in target.indices { target[i] = Float(deviation * stream.normal()) }
      }
    }
  }
}
