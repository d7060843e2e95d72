/// Any method's configuration under its name, as it stands in JSON:
/// `{"method": "lime", "settings": {"samples": 1000, …}}`.
public struct ConfiguredMethod: Sendable, Equatable, Codable {
  /// The settings, of whichever method they are.
  public let configuration: any MethodConfiguration

  /// The method that the settings are of.
  public init(_ configuration: any MethodConfiguration) { self.configuration = configuration }

  /// The method's name, as in ``Attributor/name``.
  public var name: String { type(of: configuration).method }

  /// Limn's own methods.
  public static let own: [any MethodConfiguration.Type] = [
    IntegratedGradients.Configuration.self, LIME.Configuration.self,
    TabularLIME.Configuration.self, SHAP.Configuration.self, Saliency.Configuration.self,
    GradientTimesInput.Configuration.self, SmoothGrad.Configuration.self,
    VarGrad.Configuration.self, Occlusion.Configuration.self, FeatureAblation.Configuration.self,
    DeepLIFT.Configuration.self, LRP.Configuration.self, GuidedBackprop.Configuration.self,
    GradCAM.Configuration.self, ExpectedGradients.Configuration.self,
    LayerActivation.Configuration.self, Conductance.Configuration.self,
    ShapleyInteractions.Configuration.self, RISE.Configuration.self,
    EdgeDetector.Configuration.self,
  ]

  /// In a decoder's `userInfo`: an array of `any MethodConfiguration.Type`, the methods that may be
  /// named beside Limn's own.
  public static let foreignMethods = CodingUserInfoKey(rawValue: "limn.methods")

  private enum Key: String, CodingKey { case method, settings }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(name, forKey: .method)
    try configuration.encode(to: container.superEncoder(forKey: .settings))
  }

  /// Decodes the settings of the method that the data name.
  ///
  /// - Throws: `AttributionError.unknownMethod`; `AttributionError.outOfRange` for a setting that no
  ///   configuration in code may have either; `DecodingError`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let name = try container.decode(String.self, forKey: .method)
    var types = Self.own
    if let key = Self.foreignMethods,
      let foreign = decoder.userInfo[key] as? [any MethodConfiguration.Type]
    {
      types += foreign
    }
    guard let type = types.first(where: { $0.method == name }) else {
      throw AttributionError.unknownMethod(name, known: types.map { $0.method })
    }
    configuration = try type.init(from: container.superDecoder(forKey: .settings))
    try configuration.validate()
  }

  public static func == (a: ConfiguredMethod, b: ConfiguredMethod) -> Bool {
    a.configuration.isEqual(to: b.configuration)
  }
}
