/// The configuration of any method together with the method's name, with a JSON form:
/// `{"method": "lime", "settings": {"samples": 1000, …}}`.
public struct ConfiguredMethod: Sendable, Equatable, Codable {
  /// The settings of the method.
  public let configuration: any MethodConfiguration

  /// Creates a value for a method's settings.
  public init(_ configuration: any MethodConfiguration) { self.configuration = configuration }

  /// The method's name, as in ``Attributor/name``.
  public var name: String { type(of: configuration).method }

  /// The configuration types of Limn's own methods.
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

  /// The key in a decoder's `userInfo` for an array of `any MethodConfiguration.Type`: the methods
  /// that may be decoded in addition to Limn's own.
  public static let foreignMethods = CodingUserInfoKey(rawValue: "limn.methods")

  private enum Key: String, CodingKey { case method, settings }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(name, forKey: .method)
    try configuration.encode(to: container.superEncoder(forKey: .settings))
  }

  /// Decodes the settings of the method named in the data, and validates them.
  ///
  /// - Throws: ``AttributionError/unknownMethod(_:known:)``; other cases of ``AttributionError``
  ///   for invalid settings; `DecodingError`.
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
