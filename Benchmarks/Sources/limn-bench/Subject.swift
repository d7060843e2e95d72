import Limn

/// What is measured on: the embedded digits and a network.
struct Subject {
  /// `n × 64`, ink from 0 to 16.
  let digits = Digits.all.inputs
  let network: Network
}
