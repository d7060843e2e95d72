// swift-tools-version: 6.2
import PackageDescription

/// Tests check a release build of what they test; optimizing them as well would more than double the
/// time to build.
let testSettings: [SwiftSetting] = [.unsafeFlags(["-Onone"])]

/// A module of the house: its sources in `Sources/name`, its tests in `Tests/nameTests`.
func room(
  _ name: String, on dependencies: [Target.Dependency],
  tested testDependencies: [Target.Dependency] = []
)
  -> [Target]
{
  [
    .target(name: name, dependencies: dependencies),
    .testTarget(
      name: name + "Tests", dependencies: [.target(name: name)] + dependencies + testDependencies,
      swiftSettings: testSettings),
  ]
}

let package = Package(
  name: "limn",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "Limn", targets: ["Limn"]),
    .executable(name: "limn", targets: ["LimnCLI"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    // Without its traits it needs no more of Foundation than the essentials: a binary of half the
    // size, which starts sooner.
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0", traits: []),
    // The live page's HTTP; see Docs/Decisions/live-page.md.
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
  ],
  targets: [
    // Floor 0: system libraries, the data that lives inside the binary, and loops for wide registers.
    .systemLibrary(
      name: "CLibPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"]), .brew(["libpng"])]),
    .target(name: "CPNG", dependencies: ["CLibPNG"]),
    .systemLibrary(
      name: "CLibJPEG", pkgConfig: "libjpeg",
      providers: [.apt(["libjpeg-dev"]), .brew(["jpeg-turbo"])]),
    .target(name: "CJPEG", dependencies: ["CLibJPEG"]),
    .systemLibrary(
      name: "CCairo", pkgConfig: "cairo", providers: [.apt(["libcairo2-dev"]), .brew(["cairo"])]),
    .systemLibrary(
      name: "CBLAS", pkgConfig: "openblas",
      providers: [.apt(["libopenblas-dev"]), .brew(["openblas"])]),
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .target(name: "CShaping", dependencies: ["CCairo"]),
    .target(name: "CFixtures"),
    .target(name: "CRectifier"),
    .target(name: "CProduct"),
    .target(name: "CReportPage", exclude: ["page"]),
    .target(name: "CLivePage", exclude: ["page"]),
    // What the tests of several modules make their files with.
    .target(name: "TestSupport", dependencies: ["LimnCore"], path: "Tests/Support"),
  ]
    + room("LimnText", on: [])
    // Floor 1
    + room(
      "LimnCore",
      on: ["LimnText", .target(name: "CBLAS", condition: .when(platforms: [.linux]))])
    + room(
      "LimnGraphics", on: ["LimnText", "CPNG", "CJPEG", "CCairo", "CShaping"],
      tested: ["LimnCore", "TestSupport"])
    // Floor 2
    + room("LimnNetwork", on: ["LimnCore", "CProduct"])
    + room(
      "LimnData", on: ["LimnText", "LimnCore", "LimnGraphics", "CFixtures", "CZlib"],
      tested: ["TestSupport"])
    // Floor 3
    + room(
      "LimnTraining", on: ["LimnText", "LimnCore", "LimnNetwork", "LimnData"],
      tested: ["TestSupport"])
    + room(
      "LimnONNX",
      on: [
        "LimnText", "LimnCore", "LimnNetwork", "CFixtures",
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ], tested: ["LimnData", "TestSupport"])
    + room(
      "LimnAttribution", on: ["LimnCore", "LimnNetwork", "CRectifier"],
      tested: ["LimnData", "LimnONNX"])
    + room(
      "LimnProcess", on: ["LimnText", "LimnCore"], tested: ["LimnAttribution", "TestSupport"])
    // Floor 4
    + room(
      "LimnFigures",
      on: [
        "LimnText", "LimnCore", "LimnGraphics", "LimnNetwork", "LimnData", "LimnTraining",
        "LimnAttribution",
      ], tested: ["LimnONNX"])
    + room(
      "LimnEvaluation", on: ["LimnCore", "LimnNetwork", "LimnAttribution"],
      tested: ["LimnData", "LimnONNX"])
    + room(
      "LimnTensorBoard",
      on: [
        "LimnCore", "LimnGraphics", "LimnNetwork", "LimnTraining",
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ], tested: ["LimnData"])
    // Floor 5
    + room(
      "LimnReports",
      on: [
        "LimnCore", "LimnGraphics", "LimnNetwork", "LimnData", "LimnTraining", "LimnONNX",
        "LimnAttribution", "LimnFigures", "LimnEvaluation", "CReportPage",
      ], tested: ["TestSupport"])
    // Floor 6: the live page, the command line, and the one import of a library user.
    + room(
      "LimnServe",
      on: [
        "LimnText", "LimnCore", "LimnGraphics", "LimnNetwork", "LimnData", "LimnTraining",
        "LimnONNX", "LimnAttribution", "LimnFigures", "CLivePage",
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
      ], tested: ["TestSupport"])
    + [
      .target(
        name: "Limn",
        dependencies: [
          "LimnText", "LimnCore", "LimnGraphics", "LimnNetwork", "LimnData", "LimnTraining",
          "LimnONNX", "LimnAttribution", "LimnProcess", "LimnFigures", "LimnEvaluation",
          "LimnTensorBoard", "LimnReports",
        ]),
      .executableTarget(
        name: "LimnCLI",
        dependencies: [
          "Limn", "LimnServe", .product(name: "ArgumentParser", package: "swift-argument-parser"),
        ]),
      .testTarget(
        name: "LimnCLITests", dependencies: ["Limn", "LimnCLI", "TestSupport"],
        exclude: ["Snapshots"], swiftSettings: testSettings),
    ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c2x
)
