// swift-tools-version: 6.2
import PackageDescription

// A package of its own, since all of it, the library included, is compiled for libFuzzer.
let package = Package(
  name: "limn-fuzz",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "limn", path: "../..")],
  targets: [
    .executableTarget(
      name: "limn-fuzz", dependencies: [.product(name: "Limn", package: "limn")],
      // libFuzzer brings the entry point.
      swiftSettings: [.unsafeFlags(["-parse-as-library"])])
  ],
  swiftLanguageModes: [.v6]
)
