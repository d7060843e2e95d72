import LimnCore

/// The random initialisation of weights, with a variance that preserves the scale of signals from
/// layer to layer.
public struct Initialization: Sendable, Hashable {
  /// The rule for the variance of the weights of a layer.
  public enum Scheme: String, Sendable, CaseIterable {
    /// `2/inputs` (He et al. 2015, arXiv 1502.01852, equation 10): for rectifiers.
    case he
    /// `2/(inputs + outputs)` (Glorot and Bengio 2010, equations 12 and 16).
    case glorot
  }

  /// The shape of the distribution, which has mean 0.
  public enum Distribution: String, Sendable, CaseIterable {
    /// Uniform on `±√(3·variance)`.
    case uniform
    /// Normal.
    case normal
  }

  /// The rule for the variance.
  public let scheme: Scheme
  /// The shape of the distribution.
  public let distribution: Distribution

  /// Creates an initialisation from a rule for the variance and a distribution.
  public init(_ scheme: Scheme, _ distribution: Distribution) {
    self.scheme = scheme
    self.distribution = distribution
  }

  /// The variance of a weight in a layer with the given numbers of inputs and outputs.
  public func variance(inputs: Int, outputs: Int) -> Double {
    switch scheme {
    case .he: 2 / Double(inputs)
    case .glorot: 2 / Double(inputs + outputs)
    }
  }

  /// Draws the weights of a dense layer, `inputs × outputs`, in row-major order.
  public func weights(inputs: Int, outputs: Int, stream: inout RandomStream) -> Matrix {
    values(rows: inputs, columns: outputs, inputs: inputs, outputs: outputs, stream: &stream)
  }

  /// Draws weights in any arrangement, in row-major order.
  ///
  /// - Parameters:
  ///   - rows: the number of rows of the result.
  ///   - columns: the number of columns of the result.
  ///   - inputs: the number of terms of an output's sum; for a convolution, those of one window.
  ///   - outputs: the number of outputs that an input contributes to.
  ///   - stream: the source of random numbers.
  /// - Returns: `rows × columns` weights.
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
