import Limn

/// Model files for tests.
enum TestModels {
  /// A network of the digits' shape with one small hidden layer.
  static func digits(hidden: [Int] = [4], activation: Activation = .relu) throws -> Network {
    try NetworkArchitecture.digits(hidden: hidden, activation: activation).network(seed: 1)
  }

  /// A network of plain vectors: four features, three classes.
  static func vector() throws -> Network {
    try NetworkArchitecture(inputShape: .vector(4), hidden: [5], classCount: 3).network(seed: 1)
  }

  /// A linear network whose weights and biases are all `weight`.
  static func constant(_ weight: Float) throws -> Network {
    let count = Digits.inputShape.count
    return try Network(
      inputShape: Digits.inputShape,
      layers: [
        Dense(
          weights: Matrix(rows: count, columns: 10, repeating: weight),
          bias: [Float](repeating: weight, count: 10)), Softmax(),
      ])
  }

  static func file(_ network: Network) throws -> [UInt8] {
    try ONNXModel.encode(network, name: "test")
  }
}

extension [UInt8] {
  /// With the first occurrence of `pattern` replaced.
  func replacingFirst(_ pattern: [UInt8], by replacement: [UInt8]) -> [UInt8]? {
    guard count >= pattern.count else { return nil }
    guard
      let start = (0...count - pattern.count).first(where: {
        self[$0..<$0 + pattern.count].elementsEqual(pattern)
      })
    else { return nil }
    return Array(self[..<start]) + replacement + self[(start + pattern.count)...]
  }

  /// The four bytes of a number in a file.
  static func littleEndian(_ value: Float) -> [UInt8] {
    Swift.withUnsafeBytes(of: value.bitPattern.littleEndian) { Array($0) }
  }
}
