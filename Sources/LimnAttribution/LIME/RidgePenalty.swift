/// The penalty λ on squared coefficients.
enum RidgePenalty {
  static let range = SettingRange("ridge", 0...1e12)
}
