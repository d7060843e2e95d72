#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// A complex number.
struct Complex: Sendable {
  var real: Double
  var imaginary: Double

  init(_ real: Double, _ imaginary: Double) {
    self.real = real
    self.imaginary = imaginary
  }

  /// `e^{i·phase}`.
  init(phase: Double) {
    self.init(cos(phase), sin(phase))
  }

  var conjugate: Complex { Complex(real, -imaginary) }

  static func + (a: Complex, b: Complex) -> Complex {
    Complex(a.real + b.real, a.imaginary + b.imaginary)
  }

  static func - (a: Complex, b: Complex) -> Complex {
    Complex(a.real - b.real, a.imaginary - b.imaginary)
  }

  static func * (a: Complex, b: Complex) -> Complex {
    Complex(
      a.real * b.real - a.imaginary * b.imaginary, a.real * b.imaginary + a.imaginary * b.real)
  }
}

/// Two complex numbers side by side: what a vector register of 128 bits holds of each part.
struct ComplexLanes: Sendable {
  var real = SIMD2<Double>(repeating: 0)
  var imaginary = SIMD2<Double>(repeating: 0)

  /// Multiplies each by its own factor.
  @inline(__always)
  mutating func multiply(_ factorReal: SIMD2<Double>, _ factorImaginary: SIMD2<Double>) {
    let product = real * factorReal - imaginary * factorImaginary
    imaginary = real * factorImaginary + imaginary * factorReal
    real = product
  }

  /// The two added up.
  var sum: Complex { Complex(real.sum(), imaginary.sum()) }
}
