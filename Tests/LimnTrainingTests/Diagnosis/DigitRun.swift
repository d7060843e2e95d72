import LimnCore
import LimnData
import LimnNetwork
import LimnTraining

/// A short training run on the digits, of which only the history is wanted.
struct DigitRun {
  var hidden = [64]
  var activation = Activation.relu
  var optimizer = StandardOptimizer.adam
  var rate = 0.003
  var weightDecay = 0.0
  var epochs = 20
  /// The training examples; all of them if `nil`.
  var examples: Int?
  /// What the initial weights are multiplied by.
  var scale: Float = 1
  var validates = true

  /// The history; it says so itself where the run diverged.
  func history() throws -> TrainingHistory {
    let all = try DigitSets.training()
    var network = try NetworkArchitecture.digits(hidden: hidden, activation: activation)
      .network(seed: 0)
    network.updateParameters { _, _, values in values = values.map { $0 * scale } }
    var trainer = try Trainer(
      network, on: examples.map { all.examples(at: Array(0..<$0)) } ?? all,
      validation: validates ? try DigitSets.validation() : nil,
      options: TrainingOptions(
        optimizer: optimizer.optimizer, learningRate: .constant(rate), weightDecay: weightDecay,
        batch: optimizer.usesWholeSet ? .wholeSet : .examples(32), epochs: epochs,
        earlyStopping: nil))
    do {
      _ = try trainer.run()
    } catch TrainingError.nonFiniteLoss {
      // What such a history shows is what is asked.
    }
    return trainer.history
  }

  func diagnosis() throws -> Diagnosis { Diagnosis(of: try history()) }

  func kinds() throws -> [Finding.Kind] { try diagnosis().findings.map(\.kind) }
}
