import Limn

extension MethodOptions {
  /// The methods for several inputs, in order. If each input has its own baseline or segments, it
  /// is explained as `limn explain` would explain it.
  ///
  /// - Parameter tones: the values that are black and white, if the inputs are pictures.
  /// - Throws: ``CommandError``, `AttributionError`, `DataError`, `FileError`.
  func reported(by model: any Model, absence: Absence, tones: Tones?) throws -> [ReportMethod] {
    let target = try superpixels(of: model.inputShape)
    return try methods(of: model).map { name in
      let isSegmented = target != nil && name.options.contains("--segments")
      guard absence.baseline.own != nil || isSegmented else {
        return try ReportMethod(attributor(name, of: model, absence: absence))
      }
      let bind = inputwise(name, absence: absence, tones: tones)
      return ReportMethod(
        EvaluatedMethod(bind(model), remake: { bind($0) }),
        settings: try settings(of: name, for: model, absence: absence, superpixels: target))
    }
  }

  private func attributor(_ name: MethodName, of model: any Model, absence: Absence) throws
    -> any Attributor
  {
    try name.settings(self, context(of: model, absence: absence, input: nil)).bound(to: model)
  }

  private func context(of model: any Model, absence: Absence, input: NamedInput?)
    -> MethodName.Context
  {
    MethodName.Context(
      shape: model.inputShape, absence: absence, input: input)
  }

  /// A method whose settings depend on the input, for any model.
  private func inputwise(_ name: MethodName, absence: Absence, tones: Tones?)
    -> @Sendable (any Model) -> InputwiseMethod
  {
    { model in
      InputwiseMethod(name.rawValue, model: model) { input in
        try name.settings(
          self,
          context(
            of: model, absence: try absence.resolved(for: input),
            input: NamedInput(name: "", values: input, tones: tones)))
      }
    }
  }

  /// The settings in a run's plan; a setting that depends on the input is described by its source.
  private func settings(
    of name: MethodName, for model: any Model, absence: Absence, superpixels: Int?
  ) throws -> [RunPlan.Setting] {
    var plain = self
    plain.segments = nil
    let fixed = try absence.resolved(for: [Float](repeating: 0, count: model.inputShape.count))
    var settings =
      try name.settings(plain, context(of: model, absence: fixed, input: nil)).settings()
    func put(_ name: String, _ text: String, always: Bool = false) {
      let setting = RunPlan.Setting(name, text)
      if let place = settings.firstIndex(where: { $0.name == name }) {
        settings[place] = setting
      } else if always {
        settings.append(setting)
      }
    }
    if absence.baseline.own != nil { put("baseline", absence.baseline.name) }
    if absence.hasOwnBackgrounds { put("background", absence.baseline.name) }
    if name.options.contains("--segments"), let superpixels {
      put("segmentation", "about \(superpixels) superpixels of each picture", always: true)
    } else if segments != nil, name.options.contains("--segments") {
      put("segmentation", try segmentText(of: model.inputShape), always: true)
    }
    return settings
  }

  private func segmentText(of shape: InputShape) throws -> String {
    let node = try SHAP.Configuration(
      segmentation: (segments ?? .pixels).segmentation(of: shape, input: nil)
    ).settings().first { $0.name == "segmentation" }
    return node?.value ?? ""
  }

  /// The requested number of superpixels per picture, if any.
  ///
  /// - Throws: `CommandError.superpixelsOfVector`, `AttributionError.outOfRange`.
  private func superpixels(of shape: InputShape) throws -> Int? {
    guard case .superpixels(let target) = segments else { return nil }
    guard shape.isImage else { throw CommandError.superpixelsOfVector(shape) }
    try SettingRange("segments", 1...shape.pixelCount).check(target)
    return target
  }
}

extension BatchOptions {
  /// The values that are black and white, if the inputs are pictures.
  ///
  /// - Throws: `CommandError.inkOfColours`.
  func tones(of shape: InputShape) throws -> Tones? {
    image.isEmpty ? nil : try pictures.preparation(for: shape).tones(channels: shape.channels)
  }
}
