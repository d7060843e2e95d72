import Limn

/// What the units of a network do over a data set, as JSON.
struct ActivityDocument: Encodable {
  let model: String
  let set: String
  let examples: Int
  /// What the means are taken over, where that is not the classes by their numbers.
  let groups: [String]?
  let layers: [Layer]

  struct Layer: Encodable {
    /// "hidden 1", "output".
    let name: String
    /// `means[c][u]`: the mean activation of unit u over the examples of class c, of label c, or of
    /// group c; null where there are none.
    let means: [[Double]?]
    /// Units that pass no gradient for any example; `nil` where there is no elementwise activation.
    let deadUnits: [Int]?
    /// For each unit the examples that excite it most, the most exciting first.
    let strongest: [[Excitation]]
  }

  struct Excitation: Encodable {
    /// The example's row in the file, or its number among the digits.
    let example: Int
    let activation: Double
  }

  /// - Parameter examples: those the activity is of.
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
