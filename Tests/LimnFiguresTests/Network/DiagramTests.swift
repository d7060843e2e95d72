import Foundation
import LimnCore
import LimnData
import LimnFigures
import LimnGraphics
import LimnNetwork
import LimnTraining
import Testing

@Suite struct LookTests {
  @Test func look() throws {
    func save(_ f: any Figure, _ n: String) throws {
      try AtomicFile.write(f.render(as: .png), to: "/tmp/figures/\(n).png")
    }
    let shape = InputShape.image(height: 28, width: 28)
    var stream = RandomStream(seed: 4)
    let bigSet = LabeledSet(
      inputs: Matrix(
        rows: 120, columns: 784, elements: (0..<120 * 784).map { _ in Float(stream.uniform() * 16) }
      ),
      labels: (0..<120).map { $0 % 9 }, classCount: 10)
    let all: [(String, Network, LabeledSet)] = [
      ("digits", try SampleNetworks.digits.get(), Digits.all),
      (
        "deep", try SampleNetworks.random(hidden: [Int](repeating: 16, count: 11), dropout: 0.2),
        Digits.all
      ),
      ("big", try SampleNetworks.random(shape, hidden: [512, 256], activation: .tanh), bigSet),
      ("one", try SampleNetworks.random(hidden: []), Digits.all),
      ("wide", try SampleNetworks.random(hidden: [512, 5]), Digits.all),
    ]
    for (name, network, set) in all {
      for o in LayerDiagram.Orientation.allCases {
        try save(
          LayerDiagram(NetworkSummary(of: network), title: name, orientation: o),
          "layers-\(name)-\(o)")
        try save(NeuronDiagram(network, title: name, orientation: o), "neurons-\(name)-\(o)")
      }
      let activity = try NetworkActivity(of: network, on: set)
      try save(WeightsFigure(network, title: name, activity: activity), "weights-\(name)")
      try save(
        ActivationsFigure(
          network, input: Array(set.inputs[row: 3]), name: "digit 3", label: 3, title: name),
        "activations-\(name)")
      try save(
        ActivityFigure(network, activity: activity, set: set, title: name), "activity-\(name)")
      try save(ConfusionFigure(network, on: set, title: name), "confusion-\(name)")
    }
  }
}
