import Limn

/// The activity of a network's units over a data set, as JSON.
struct ActivityDocument: Encodable {
  let model: String
  let set: String
  let examples: Int
  /// The groups over which means are computed, if they are not numbered classes.
  let groups: [String]?
  let layers: [Layer]

  struct Layer: Encodable {
    /// "hidden 1", "output".
    let name: String
    /// `means[c][u]`: the mean activation of unit u over the examples of class c, label c, or group
    /// c; null if there are none.
    let means: [[Double]?]
    /// The units that pass no gradient for any example; `nil` if there is no elementwise
    /// activation.
    let deadUnits: [Int]?
    /// For each unit, the examples that excite it most, the strongest first.
    let strongest: [[Excitation]]
  }

  struct Excitation: Encodable {
    /// The example's row in the file, or its index among the digits.
    let example: Int
    let activation: Double
  }

  /// - Parameter examples: the examples of the activity.
  init(_ activity: NetworkActivity, model: NamedModel, on examples: LabeledSet, set: String) {
    self.model = model.name
    self.set = set
    self.examples = activity.exampleCount
    groups =
      activity.groups.noun == "class" && model.network.output.names == nil
      ? nil : activity.groups.names
    let stages = model.network.stages.filter { $0.dense != nil }
    layers = zip(stages, activity.stages).map { stage, activity in
      Layer(
        name: "\(stage)", means: activity.means, deadUnits: activity.deadUnits,
        strongest: activity.strongest.map { strongest in
          strongest.map {
            Excitation(
              example: examples.sourceRows[$0.example], activation: $0.activation)
          }
        })
    }
  }
}
