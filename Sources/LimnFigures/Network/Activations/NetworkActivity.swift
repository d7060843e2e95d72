import LimnCore
import LimnData
import LimnNetwork

/// The activity of every unit of a network over a data set.
public struct NetworkActivity: Sendable, Hashable {
  /// The activity of the units of one dense layer.
  public struct Stage: Sendable, Hashable {
    /// For each group of examples, the mean activation of every unit over them; `nil` for a group
    /// without examples.
    public let means: [[Double]?]
    /// The units whose activation passes no gradient for any example (see
    /// `ElementwiseActivation.isShut(at:)`); for a rectifier, those that are never active. `nil` if
    /// the units have no elementwise activation.
    public let deadUnits: [Int]?
    /// For each unit, the examples with the largest activations, the largest first; equal ones in
    /// the set's order.
    public let strongest: [[Excitation]]
  }

  /// An example and the activation of a unit for it.
  public struct Excitation: Sendable, Hashable {
    /// The example's row in the set.
    public let example: Int
    /// The unit's activation for that example.
    public let activation: Double
  }

  /// A stage for each dense layer, in order.
  public let stages: [Stage]
  /// The groups over which means are computed.
  public let groups: ExampleGroups
  /// The number of examples in the set.
  public let exampleCount: Int

  /// Rows at a time, so that memory stays bounded.
  private static let chunk = 256

  /// Measures the activity of a network on a set. Cost: one forward pass of the set, in batches of
  /// 256 rows.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - set: the data set.
  ///   - strongest: the maximum number of examples to keep for each unit, at least 0.
  /// - Throws: `ModelError.inputWidth`, `.scoreShape` if the set does not fit the network;
  ///   ``FigureError/nonFinite(in:index:)`` for a non-finite activation, with the example's row;
  ///   ``FigureError/outOfRange(_:found:range:)``.
  public init(of network: Network, on set: LabeledSet, strongest: Int = 8) throws {
    try FigureError.check("the number of examples to keep", strongest, in: 0...Int.max)
    guard set.inputs.columns == network.inputShape.count else {
      throw ModelError.inputWidth(found: set.inputs.columns, expected: network.inputShape.count)
    }
    guard set.targets.task == network.output.task else {
      throw ModelError.targets(found: set.targets.task, expected: network.output.task)
    }
    guard set.targets.fit(network.output) else {
      throw ModelError.scoreShape(
        rows: set.count, columns: network.outputCount, expectedRows: set.count,
        expectedColumns: set.targets.width)
    }
    let groups = ExampleGroups(of: set.targets, for: network.output)
    let stages = try network.drawnStages().filter { $0.dense != nil }
    var tallies = stages.map { stage in
      StageTally(stage, of: network, groupCount: groups.names.count, strongest: strongest)
    }
    for start in stride(from: 0, to: set.count, by: Self.chunk) {
      let range = start..<min(start + Self.chunk, set.count)
      let inputs = set.inputs.rows(range)
      let outputs = network.activations(of: inputs)
      for (index, stage) in stages.enumerated() {
        let values = network.values(of: stage, inputs: inputs, outputs: outputs)
        try tallies[index].see(
          values.activation, outputs: outputs, groups: groups.members[range], firstRow: start)
      }
    }
    self.stages = tallies.map(\.result)
    self.groups = groups
    exampleCount = set.count
  }
}

/// The statistics of one stage over the rows processed so far.
private struct StageTally {
  private let stage: NetworkStage
  /// The layer before the elementwise activation, and that activation, if there is one.
  private let gate: (layerBefore: Int, activation: any ElementwiseActivation)?
  private let strongestCount: Int
  private var sums: [[Double]]
  private var counts: [Int]
  private var shut: [Int]
  private var strongest: [[NetworkActivity.Excitation]]

  init(_ stage: NetworkStage, of network: Network, groupCount: Int, strongest: Int) {
    self.stage = stage
    gate =
      stage.layers.dropFirst().lazy.compactMap { index in
        network.layers[index].elementwise.map { (index - 1, $0) }
      }.first
    strongestCount = strongest
    sums = [[Double]](
      repeating: [Double](repeating: 0, count: stage.width), count: groupCount)
    counts = [Int](repeating: 0, count: groupCount)
    shut = Array(0..<stage.width)
    self.strongest = [[NetworkActivity.Excitation]](repeating: [], count: stage.width)
  }

  mutating func see(
    _ activation: Matrix, outputs: [Matrix], groups: ArraySlice<[Int]>, firstRow: Int
  ) throws {
    if let (row, _) = activation.firstNonFinite() {
      throw FigureError.nonFinite(in: "activations of \(stage)", index: firstRow + row)
    }
    for (row, groups) in groups.enumerated() {
      for group in groups { counts[group] += 1 }
      for (unit, value) in activation[row: row].enumerated() {
        for group in groups { sums[group][unit] += Double(value) }
        keep(Double(value), of: unit, example: firstRow + row)
      }
    }
    guard let gate else { return }
    let before = outputs[gate.layerBefore]
    for row in 0..<before.rows where !shut.isEmpty {
      let values = before[row: row]
      shut = shut.filter { gate.activation.isShut(at: values[values.startIndex + $0]) }
    }
  }

  /// Inserts a value into the sorted list, which keeps its maximum length; an equal value goes
  /// after earlier ones.
  private mutating func keep(_ value: Double, of unit: Int, example: Int) {
    let kept = strongest[unit]
    if kept.count == strongestCount, kept.last.map({ value <= $0.activation }) ?? true { return }
    let place = kept.firstIndex { $0.activation < value } ?? kept.count
    strongest[unit].insert(
      NetworkActivity.Excitation(example: example, activation: value), at: place)
    if strongest[unit].count > strongestCount { strongest[unit].removeLast() }
  }

  var result: NetworkActivity.Stage {
    NetworkActivity.Stage(
      means: zip(sums, counts).map { sums, count in
        count > 0 ? sums.map { $0 / Double(count) } : nil
      }, deadUnits: gate == nil ? nil : shut, strongest: strongest)
  }
}
