import LimnCore

/// A method whose settings are each input's own: superpixels that follow a picture, a picture's blur as
/// what its absent features show. Every input is explained as it would be alone.
///
/// What a batch shares is found anew for each input, so a batch costs as much as its inputs one by one.
public struct InputwiseMethod: JointAttributor {
  /// The settings for an input; the same input has the same ones.
  public typealias Settings = @Sendable (_ input: [Float]) throws -> any MethodConfiguration

  public let name: String
  private let model: any Model
  private let settings: Settings

  /// A method whose settings depend on the input.
  ///
  /// - Parameter name: that of the method whose settings they are.
  public init(_ name: String, model: any Model, settings: @escaping Settings) {
    self.name = name
    self.model = model
    self.settings = settings
  }

  /// Explains every row of `inputs`, each with the settings made for it.
  ///
  /// - Throws: what the settings throw and what binding them to the model does, and as the method.
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

  /// Explains every row of `inputs`, each with the settings made for it.
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
