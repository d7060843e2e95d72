import LimnCore

/// A method whose settings are one value, which is bound to a model.
///
/// Each setting can be read and changed by its name: `shap.evaluations = 4096`.
@dynamicMemberLookup
public protocol ConfigurableAttributor: Attributor {
  /// The method's settings.
  associatedtype Configuration: MethodConfiguration

  /// The settings.
  var settings: Configuration { get set }
}

extension ConfigurableAttributor {
  public var name: String { Configuration.method }
  public var configuration: (any MethodConfiguration)? { settings }

  /// Reads or changes a setting by its name.
  public subscript<Setting>(dynamicMember setting: WritableKeyPath<Configuration, Setting>)
    -> Setting
  {
    get { settings[keyPath: setting] }
    set { settings[keyPath: setting] = newValue }
  }
}
