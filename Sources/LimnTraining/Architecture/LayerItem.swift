import LimnCore

/// A layer in the list that `limn train --layers` takes: "conv8x3", "relu", "maxpool2", "dense64".
public enum LayerItem: Sendable, Hashable {
  /// A convolution with a square kernel. The picture is padded with zeros so that its height and
  /// width stay the same or, with a stride, are divided by it and rounded up.
  case convolution(outputs: Int, kernel: Int, stride: Int = 1)
  /// Max pooling over disjoint squares with the given side, in pixels; the remainder at the right
  /// and at the bottom is dropped.
  case maxPool(Int)
  /// Average pooling over squares as in ``maxPool(_:)``.
  case averagePool(Int)
  /// A dense layer with the given number of units.
  case dense(Int)
  /// An elementwise activation.
  case activation(Activation)
  /// Dropout with the given rate.
  case dropout(Float)

  /// The maximum number of layers in a list.
  public static let mostItems = 256
  private static let counts = 1...65_536
  private static let sides = 1...64

  /// Parses a comma-separated list.
  ///
  /// - Throws: `TrainingError.layerItem` for the first item that is not a layer; `.layerCount` for
  ///   a list of more than ``mostItems``.
  public static func list(_ text: String) throws -> [LayerItem] {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    guard parts.count <= mostItems else {
      throw TrainingError.layerCount(parts.count, most: mostItems)
    }
    return try parts.enumerated().map { index, part in
      guard let item = LayerItem(part) else {
        throw TrainingError.layerItem(part, number: index + 1, expected: expectation(of: part))
      }
      return item
    }
  }

  /// Parses one item; returns `nil` if the text is not a layer.
  public init?(_ text: String) {
    if let activation = Activation(rawValue: text) {
      self = .activation(activation)
    } else if let rest = text.after("conv") {
      let parts = rest.split(separator: "x", omittingEmptySubsequences: false)
      guard parts.count == 2, let outputs = Self.number(parts[0], in: Self.counts) else {
        return nil
      }
      let kernel = parts[1].split(separator: "s", omittingEmptySubsequences: false)
      guard kernel.count <= 2, let side = Self.number(kernel[0], in: Self.sides),
        let stride = kernel.count == 2 ? Self.number(kernel[1], in: Self.sides) : 1
      else { return nil }
      self = .convolution(outputs: outputs, kernel: side, stride: stride)
    } else if let side = text.after("maxpool") {
      guard let side = Self.number(side, in: Self.sides) else { return nil }
      self = .maxPool(side)
    } else if let side = text.after("avgpool") {
      guard let side = Self.number(side, in: Self.sides) else { return nil }
      self = .averagePool(side)
    } else if let units = text.after("dense") {
      guard let units = Self.number(units, in: Self.counts) else { return nil }
      self = .dense(units)
    } else if let share = text.after("dropout") {
      // Not "nan" or "inf"; a small rate is written with an exponent.
      guard share.allSatisfy({ "0123456789.e-".contains($0) }), let rate = Float(share),
        (0..<1).contains(rate)
      else { return nil }
      self = .dropout(rate)
    } else {
      return nil
    }
  }

  /// Parses a number written with digits only.
  private static func number(_ text: Substring, in range: ClosedRange<Int>) -> Int? {
    guard text.allSatisfy({ $0.isASCII && $0.isNumber }), let value = Int(text),
      range.contains(value)
    else { return nil }
    return value
  }

  /// What was expected in place of an item that begins like `text`.
  static func expectation(of text: String) -> String {
    let (counts, sides) = (
      "\(counts.lowerBound) to \(counts.upperBound)", "1 to \(sides.upperBound)"
    )
    return if text.hasPrefix("conv") {
      "conv, its channels (\(counts)), x and its kernel's side (\(sides)), such as conv8x3, or "
        + "conv8x3s2 for a stride of 2 (\(sides))"
    } else if let pool = ["maxpool", "avgpool"].first(where: text.hasPrefix) {
      "\(pool) and the side of its squares (\(sides)), such as \(pool)2"
    } else if text.hasPrefix("dense") {
      "dense and its units (\(counts)), such as dense64"
    } else if text.hasPrefix("dropout") {
      "dropout and a share from 0 up to but not including 1, such as dropout0.2"
    } else {
      "a layer such as conv8x3, maxpool2, dense64 or dropout0.2, or one of "
        + Activation.allCases.map(\.rawValue).joined(separator: ", ")
    }
  }
}

extension LayerItem: CustomStringConvertible {
  /// The item in the form that ``list(_:)`` parses.
  public var description: String {
    switch self {
    case .convolution(let outputs, let kernel, let stride):
      "conv\(outputs)x\(kernel)" + (stride == 1 ? "" : "s\(stride)")
    case .maxPool(let side): "maxpool\(side)"
    case .averagePool(let side): "avgpool\(side)"
    case .dense(let units): "dense\(units)"
    case .activation(let activation): activation.rawValue
    case .dropout(let rate): "dropout\(rate)"
    }
  }
}

extension String {
  /// The rest of the text after a prefix; `nil` if it does not have the prefix.
  fileprivate func after(_ beginning: String) -> Substring? {
    hasPrefix(beginning) ? dropFirst(beginning.count) : nil
  }
}
