import LimnCore

/// A method whose settings depend on the input, for example superpixels of an image, or a blurred
/// copy of it as the baseline. Every input is explained as it would be alone.
///
/// Nothing is shared within a batch, so a batch costs as much as its inputs one by one.
public struct InputwiseMethod: JointAttributor {
  /// A function from an input to the method's settings. It must be deterministic.
  public typealias Settings = @Sendable (_ input: [Float]) throws -> any MethodConfiguration

  public let name: String
  private let model: any Model
  private let settings: Settings

  /// Creates a method whose settings depend on the input.
  ///
  /// - Parameters:
  ///   - name: the name of the method.
  ///   - model: the model to explain.
  ///   - settings: the settings for an input.
  public init(_ name: String, model: any Model, settings: @escaping Settings) {
    self.name = name
    self.model = model
    self.settings = settings
  }

  /// Explains every row of `inputs`, row r by `objectives[r]`, each with its own settings.
  ///
  /// - Throws: any error of computing the settings, of binding them to the model, or of the method.
  public func attributions(of inputs: Matrix, objectives: [Objective], work: Work) throws
    -> [Attribution]
  {
    try validate(inputs, objectives: objectives, for: model, work: work)
    return try parallelMap(count: inputs.rows, work: work) { row, work in
      let input = Array(inputs[row: row])
      return try settings(input).bound(to: model)
        .attributions(of: Matrix(row: input), objectives: [objectives[row]], work: work)[0]
    }
  }

  /// Explains one input by each of `objectives`, with the input's own settings.
  ///
  /// - Throws: as ``attributions(of:objectives:work:)``.
  public func attributions(of input: [Float], objectives: [Objective], work: Work) throws
    -> [Attribution]
  {
    let method = try settings(input).bound(to: model)
    if let joint = method as? any JointAttributor {
      return try joint.attributions(of: input, objectives: objectives, work: work)
    }
    let shares = work.shares(of: objectives.count)
    return try objectives.map { objective in
      let share = shares.share()
      defer { share.finish() }
      return try method.attributions(
        of: Matrix(row: input), objectives: [objective], work: share.work)[0]
    }
  }
}
