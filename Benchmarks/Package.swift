// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that what measures never reaches those who use the library.
let package = Package(
  name: "limn-benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(name: "limn", path: ".."),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
  ],
  targets: [
    .executableTarget(
      name: "limn-bench",
      dependencies: [
        .product(name: "Limn", package: "limn"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ])
  ],
  swiftLanguageModes: [.v6]
)
