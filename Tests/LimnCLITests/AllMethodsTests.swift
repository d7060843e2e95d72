import Limn
import Testing

/// `limn explain --method all`.
@Suite struct AllMethodsTests {
  /// Every method is shown or named with a reason, and none twice.
  @Test func everyMethodIsShownOrNamedWithAReason() throws {
    let folder = try Folder()
    let outcome = try limn(
      "explain --digit 4 --method all --samples 200 --evaluations 2048 --steps 8 --segments 4x4 --json",
      in: folder)
    let document = try #require(try JSON(outcome.output).object, "\(outcome)")
    let shown = try #require(document["methods"]?.array).compactMap {
      $0.object?["name"]?.text
    }
    let refused = try #require(document["notServed"]?.array).compactMap(\.object)
    let names = refused.compactMap { $0["name"]?.text }
    #expect(names == ["grad-cam", "activation", "conductance"])
    for refusal in refused {
      let reason = try #require(refusal["reason"]?.text)
      #expect(outcome.error.contains("Not shown: \(refusal["name"]?.text ?? ""): \(reason)"))
    }
    #expect(
      Set(shown + names)
        == Set(ConfiguredMethod.own.map { $0.method }).subtracting(["edges"]))
    #expect(shown.count + names.count == Set(shown + names).count)
  }

  @Test(arguments: [
    ("explain --digit 4 --method all --method lime", "name no other"),
    ("explain --digit 4 --method all --samples 9223372036854775807", "--samples must be"),
    ("evaluate --digits 0-3 --method all", "for limn explain"),
    ("explain --digit 4 --method smoothgrad --smooth lime", "--smooth takes one of"),
    ("evaluate --digits 0-3 --metric deletion", "is always measured"),
    ("evaluate --digits 0-3 --metric relevance-mass", "give --masks"),
  ]) func whatIsRefused(_ line: String, _ words: String) throws {
    let outcome = try limn(line, in: try Folder())
    #expect(outcome.status == 64)
    #expect(outcome.error.contains(words), "\(outcome)")
  }

  /// The masks of a file lead to three more metrics, and those asked for to theirs.
  @Test func furtherGradesAreMeasured() throws {
    let folder = try Folder()
    var mask = [Float](repeating: 0, count: 64)
    for pixel in 20..<44 { mask[pixel] = 1 }
    try NPYWriter.write(mask, shape: [8, 8], to: "\(folder.path)/mask.npy")
    let outcome = try limn(
      "evaluate --digits 0-5 --method gradient-x-input --method edges --metric road --metric random-logit --masks mask.npy --json",
      in: folder)
    let table = try #require(
      try JSON(outcome.output).object?["table"]?.object?["methods"]?.array, "\(outcome)")
    for method in table {
      let names = try #require(method.object?["metrics"]?.array).compactMap {
        $0.object?["metric"]?.text
      }
      #expect(
        names.dropFirst(Metric.usual.count)
          == ["road", "random-logit", "pointing-game", "relevance-mass", "relevance-rank"])
    }
    try NPYWriter.write(
      Array(mask[..<60]), shape: [60], to: "\(folder.path)/short.npy")
    let short = try limn(
      "evaluate --digits 0-5 --method edges --masks short.npy", in: folder)
    #expect(short.status == 65 && short.error.contains("60"), "\(short)")
  }
}
