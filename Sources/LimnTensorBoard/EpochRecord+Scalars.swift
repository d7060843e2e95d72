import LimnTraining

extension EpochRecord {
  /// The epoch's numbers with TensorBoard's tags; TensorBoard groups them by the part before the
  /// slash.
  func scalars(_ names: LayerNames) -> [(tag: String, value: Double)] {
    var scalars: [(tag: String, value: Double)] = [
      ("loss/training", training.loss)
    ]
    if let score = training.score {
      scalars.append(("\(training.metric.rawValue)/training", score))
    }
    if let validation {
      scalars.append(("loss/validation", validation.loss))
      if let score = validation.score {
        scalars.append(("\(validation.metric.rawValue)/validation", score))
      }
    }
    scalars.append(("learning rate", learningRate))
    for layer in layers {
      scalars.append(("gradient norm/\(names[layer.layer])", layer.gradientNorm))
      scalars.append(("update ratio/\(names[layer.layer])", layer.updateRatio))
    }
    for activation in activations {
      scalars.append(("dead units/\(names[activation.layer])", activation.deadUnits))
    }
    return scalars
  }
}
