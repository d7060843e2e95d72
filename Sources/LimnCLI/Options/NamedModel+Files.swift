import Limn

extension NamedModel {
  /// The digits model that lives inside the program.
  static func embedded() throws -> NamedModel {
    // Until the model file is embedded: a small run that gives the same network every time.
    let split = try Split(of: Digits.all)
    var trainer = try Trainer(
      try NetworkArchitecture.digits().network(seed: 0),
      on: Digits.all.examples(at: split.training),
      options: TrainingOptions(epochs: 8, earlyStopping: nil))
    return NamedModel(name: "embedded digits model", network: try trainer.run())
  }
}

/// The network in an ONNX file.
func readNetwork(_ path: String) throws -> Network {
  throw CommandError.notYet(method: "--model")
}
