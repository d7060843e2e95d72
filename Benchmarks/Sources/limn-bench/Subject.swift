import Limn

/// The subject of the measurements: the embedded digits and a network.
struct Subject {
  /// The digits, `n × 64`, with ink from 0 to 16.
  let digits = Digits.all.inputs
  let network: Network
}
