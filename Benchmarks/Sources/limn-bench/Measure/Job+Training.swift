import Limn

extension Job {
  /// Trains a 64-64-10 network from scratch on the inputs and measures its accuracy on held-out
  /// data: the embedded digits whose index is a multiple of five, which the caller must exclude
  /// from the inputs.
  func training() throws -> () throws -> () -> Outcome {
    let set = try LabeledSet(inputs: inputs, labels: targets, classCount: Digits.classCount)
    let heldOut = Digits.all.examples(at: Array(stride(from: 0, to: Digits.all.count, by: 5)))
    let options = TrainingOptions(
      learningRate: .constant(settings.learningRate), weightDecay: 0,
      batch: .examples(settings.batchSize), epochs: settings.epochs, earlyStopping: nil,
      seed: settings.seed)
    return {
      var trainer = try Trainer(
        try NetworkArchitecture.digits().network(seed: settings.seed), on: set, options: options)
      let network = try trainer.run()
      guard let accuracy = Performance(of: network, on: heldOut).accuracy else {
        preconditionFailure("digits are classes")
      }
      return { Outcome(findings: ["accuracy": accuracy]) }
    }
  }
}
