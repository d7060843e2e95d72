import Limn
import Testing

/// What is wrong with an input is said in one sentence, by the right exit status, and nothing is
/// left behind.
@Suite struct BadInputTests {
  /// A command that fails.
  struct Case: Sendable, CustomTestStringConvertible {
    let line: String
    let status: Int32
    /// What the sentence holds.
    let says: String

    init(_ line: String, _ status: Int32, _ says: String) {
      (self.line, self.status, self.says) = (line, status, says)
    }

    var testDescription: String { line }
  }

  private func expectFailure(_ test: Case, in folder: borrowing Folder) throws {
    let before = folder.names()
    let outcome = try limn(test.line, in: folder)
    #expect(outcome.status == test.status, "\(outcome)")
    #expect(outcome.output == "")
    #expect(outcome.error.hasPrefix("Error: "), "\(outcome.error)")
    #expect(outcome.error.contains(test.says), "\(outcome.error)")
    if test.status != 64 {
      #expect(outcome.error.split(separator: "\n").count == 1, "\(outcome.error)")
    }
    #expect(folder.names() == before)
  }

  @Test(arguments: [
    Case("explain --digit 1797", 66, "there is no digit 1797: the embedded digits are 0 to 1796"),
    Case("explain --digit -1", 64, "--digit"),
    Case("predict --digit=-1", 66, "there is no digit -1"),
    Case("predict --digit x", 64, "'x' is invalid for '--digit"),
    Case("predict", 64, "Name an input"),
    Case("predict --digit 1 --image a.png", 64, "Name one input"),
    Case("predict --digit 1 --row 2", 64, "--row belongs to --input"),
    Case("predict --digit 1 --full-ink 5", 64, "--full-ink belongs to --image"),
    Case("predict --digit 1 --fit crop", 64, "--fit belongs to --image"),
    Case("predict --digit 1 --mean 0.5", 64, "--mean belongs to --image"),
    Case("predict --digit 1 --std 0.5", 64, "--std belongs to --image"),
    Case("predict --image a.png --mean 1,x", 64, "'1,x' is invalid for '--mean"),
    Case(
      "predict --digit 1 --layout nhwc", 64, "--layout nhwc is for images with several channels"),
    Case("predict --digit 1 --shape 2x4x8", 64, "'2x4x8' is invalid for '--shape"),
    Case("explain --digit 1 --segments slic:0", 64, "'slic:0' is invalid for '--segments"),
    Case("explain --digit 1 --baseline blur:0", 64, "'blur:0' is invalid for '--baseline"),
    Case("explain --digit 1 --baseline blur:x", 64, "'blur:x' is invalid for '--baseline"),
    Case("report --digits 0-3 --output o --segments slic:65", 64, "segments"),
    Case("evaluate --digits 0-3 --baseline blur:2000", 64, "sigma"),
    Case("explain --digit 1 --one-example", 64, "give the file with --model"),
    Case("predict --image a.png --full-ink 0", 64, "--full-ink must be above 0, not 0.0"),
    Case(
      "explain --digit 1 --select highest:0", 64, "--select must be from 1 to 1000000000, not 0."),
    Case("explain --digit 1 --method ig", 64, "'ig' is invalid for '--method"),
    Case("explain --digit 1 --rule simpson", 64, "'simpson' is invalid for '--rule"),
    Case("explain --digit 1 --estimator best", 64, "'best' is invalid for '--estimator"),
    Case("explain --digit 1 --target ten", 64, "\"ten\" is not a number: give a number"),
    Case(
      "explain --digit 1 --target 10", 64, "there is no class 10: the model's classes are 0 to 9"),
    Case("explain --digit 1 --target 1 --against 1", 64, "class 1 cannot be compared with itself"),
    Case("explain --digit 1 --against=-1", 64, "there is no class -1"),
    Case("explain --digit 1 --explain odds", 64, "'odds' is invalid for '--explain"),
    Case(
      "explain --digit 1 --steps 0 --rule trapezoid", 64,
      "--steps must be from 1 to 1000000, not 0."),
    Case("explain --digit 1 --steps 5 --rule exact", 64, "--steps does not go with --rule exact"),
    Case(
      "explain --digit 1 --method shap --rule exact", 64, "--rule belongs to integrated-gradients"),
    Case("explain --digit 1 --method shap --method shap", 64, "--method shap is given twice"),
    Case(
      "explain --digit 1 --kernel-width 0", 64,
      "--kernel-width must be from 1e-06 to 1000000, not 0."),
    Case("explain --digit 1 --kernel-width=-1", 64, "--kernel-width must be from 1e-06"),
    Case("explain --digit 1 --ridge=-1", 64, "--ridge must be from 0 to 1000000000000, not -1."),
    Case(
      "explain --digit 1 --samples 3 --method lime", 64,
      "--samples must be from 4 to 100000000, not 3."),
    Case(
      "explain --digit 1 --samples 1 --method smoothgrad", 64,
      "--samples must be from 2 to 100000000, not 1."),
    Case(
      "explain --digit 1 --method lime --samples 9000000000000000000", 64,
      "--samples must be from 4 to 100000000, not 9000000000000000000."),
    Case(
      "explain --digit 1 --method lime --samples 20000000", 64,
      "--samples is too large for memory with"),
    Case(
      "explain --digit 1 --method lime-tabular --samples 20000000", 64,
      "--samples is too large for memory with"),
    Case(
      "explain --digit 1 --method smoothgrad --samples 90000000", 64,
      "--samples is too large for memory with 64 features or segments: at most 1048576, not 90000000."
    ),
    Case(
      "explain --digit 1 --segments 9223372036854775807x9223372036854775807", 64,
      "--segments must be from 1 to 1000000, not 9223372036854775807."),
    Case(
      "explain --digit 1 --steps 100000000000", 64,
      "--steps must be from 1 to 10000, not 100000000000."),
    Case(
      "explain --digit 1 --method shap --evaluations 9223372036854775807", 64,
      "--evaluations must be from 0 to 1000000000, not 9223372036854775807."),
    Case(
      "explain --digit 1 --method shap --precision 0", 64,
      "--precision must be from 1e-12 to 1000000000000, not 0."),
    Case(
      "explain --digit 1 --kernel-width 1e-300", 64,
      "--kernel-width must be from 1e-06 to 1000000, not 1e-300."),
    Case("explain --digit 1 --ridge inf", 64, "--ridge must be from 0 to 1000000000000, not inf."),
    Case(
      "explain --digit 1 --select forward:9223372036854775807", 64,
      "--select must be from 1 to 1000000000, not 9223372036854775807."),
    Case(
      "explain --digit 1 --method shap --estimator kernel --evaluations 10", 64,
      "10 evaluations are too few for this input, which needs at least 122: raise --evaluations"),
    Case(
      "explain --digit 1 --method shap --estimator exact", 64, "at most 24 features or segments"),
    Case("explain --digit 1 --segments 3x2", 64, "'3x2' is invalid for '--segments"),
    Case("explain --digit 1 --scale 0", 64, "--scale must be from 1 to 1024 pixels, not 0"),
    Case("explain --digit 1 --workers 0", 64, "--workers must be at least 1, not 0"),
    Case("explain --digit 1 --workers \(Int.max)", 64, "--workers must be at most 1024, not"),
    Case(
      "plot units --layer=\(Int.min) --output u.svg", 64, "there is no layer -9223372036854775808"),
    Case("explain --digit 1 --seed=-1", 64, "'-1' is invalid for '--seed"),
    Case("frobnicate", 64, "frobnicate"),
    Case("train --optimizer newton", 64, "'newton' is invalid for '--optimizer"),
    Case("train --hidden 0", 64, "'0' is invalid for '--hidden"),
    Case("train --hidden 9999999999", 64, "is invalid for '--hidden"),
    Case("train --learning-rate 0", 64, "learning rate must be above 0 and at most 1e38, not 0"),
    Case(
      "train --learning-rate nan", 64, "learning rate must be above 0 and at most 1e38, not nan"),
    Case("train --dropout 1", 64, "dropout rate must be from 0 up to but not including 1, not 1"),
    Case("train --epochs 0", 64, "epochs must be from 1 to 1,000,000,000, not 0"),
    Case("train --batch-size 0", 64, "'0' is invalid for '--batch-size"),
    Case("train --weight-decay=-1", 64, "weight decay must be from 0 to 1e38, not -1"),
    Case("train --history h.txt", 64, "--history must end in .json or .csv, not h.txt"),
    Case("train --data x.csv", 64, "--data needs --labels"),
    Case("train --final-rate 0.1", 64, "--final-rate belongs to --schedule cosine"),
    Case("train --patience 3 --no-early-stopping", 64, "--patience does not go with"),
    Case("train --optimizer gradient-descent --batch-size 8", 64, "steps on all examples at once"),
  ])
  func options(_ test: Case) throws {
    try expectFailure(test, in: try Folder())
  }

  @Test(arguments: [
    Case("predict --image none.png", 66, "cannot read none.png: no such file or directory"),
    Case("predict --image .", 66, "cannot read .: is a directory"),
    Case("predict --input none.npy", 66, "cannot read none.npy: no such file or directory"),
    Case("predict --input rows.txt", 65, "rows.txt is not in a format that Limn reads: "),
    Case("predict --model none.onnx --digit 0", 66, "cannot read none.onnx"),
    Case("explain --digit 0 --baseline none.npy", 66, "cannot read none.npy"),
    Case("explain --digit 0 --background none.npy", 66, "cannot read none.npy"),
    Case("explain --digit 0 --segments none.npy", 66, "cannot read none.npy"),
    Case("train --data none.csv --labels none.csv", 66, "cannot read none.csv"),
    Case("explain --digit 0 --output /dev/null/out", 73, "cannot write /dev/null/out"),
    Case("explain --digit 0 --output /proc/limn", 73, "cannot write /proc/limn"),
    Case("train --epochs 1 --output none/model.onnx", 73, "cannot write none/model.onnx"),
    Case("train --epochs 1 --history none/h.json", 73, "cannot write none/h.json"),
  ])
  func files(_ test: Case) throws {
    try expectFailure(test, in: try Folder())
  }

  @Test(arguments: [
    Case("predict --input wide.csv", 65, "wide.csv has the shape 1×3, and the model takes rows"),
    Case("predict --input words.csv", 65, "words.csv, line 2, column 2: \"x\" is not a number"),
    Case("predict --input ragged.csv", 65, "ragged.csv, line 2: 2 cells where the lines before"),
    Case("predict --input empty.csv", 65, "empty.csv has no rows"),
    Case("predict --input nan.npy", 65, "nan.npy, row 0, value 3: not a finite number"),
    Case("predict --input rows.npy --row 2", 66, "rows.npy has no row 2: its rows are 0 to 1"),
    Case("predict --input rows.npy --row=-1", 66, "rows.npy has no row -1"),
    Case("predict --input short.npy", 65, "short.npy has"),
    Case("predict --input noise.npy", 65, "noise.npy, byte 0: expected the signature"),
    Case(
      "explain --digit 0 --baseline rows.npy", 65,
      "rows.npy has 2 rows, and a baseline needs exactly one"),
    Case("explain --digit 0 --baseline wide.csv", 65, "wide.csv has the shape 1×3"),
    Case("explain --digit 0 --baseline nan.npy", 65, "nan.npy, row 0, value 3"),
    Case("explain --digit 0 --background wide.csv", 65, "wide.csv has the shape 1×3"),
    Case("explain --digit 0 --background none-yet.npy", 65, "none-yet.npy has no rows"),
    Case("explain --digit 0 --segments rows.npy", 65, "rows.npy has the shape 2×64, and a segment"),
    Case(
      "explain --digit 0 --segments half.npy", 65, "half.npy, value 0: 0.5 is not a 64-bit integer"),
    Case(
      "predict --image large.png --fit refuse", 65,
      "large.png has 9×8 pixels, and the model takes 8×8"),
    Case("predict --image noise.png", 65, "noise.png: neither a PNG nor a JPEG file"),
    Case("predict --image cut.png", 65, "cut.png: the PNG is damaged"),
    Case("predict --image flipped.png", 65, "flipped.png: the PNG is damaged"),
    Case("train --data rows.npy --labels wide.csv", 65, "wide.csv has 3 labels for the 2 rows"),
    Case(
      "train --data rows.npy --labels half2.csv --task classification", 65,
      "half2.csv, row 1: 0.5 is not a class"),
    Case("train --data rows.npy --labels far.csv", 65, "far.csv, row 1"),
    Case("train --data rows.npy --labels two.csv", 65, "none is left for"),
    Case("train --data nan.npy --labels one.csv", 65, "nan.npy, row 0, value 3"),
  ])
  func content(_ test: Case) throws {
    let folder = try Folder()
    try put(hostileFilesInto: folder)
    try expectFailure(test, in: folder)
  }

  private func put(hostileFilesInto folder: borrowing Folder) throws {
    try folder.put("wide.csv", "1,2,3\n")
    try folder.put("words.csv", "1,2\n3,x\n")
    try folder.put("ragged.csv", "1,2,3\n4,5\n")
    try folder.put("empty.csv", "")
    try folder.put("half2.csv", "1\n0.5\n")
    try folder.put("far.csv", "1\n1e9\n")
    try folder.put("two.csv", "0\n1\n")
    try folder.put("one.csv", "0\n")
    var values = [Float](repeating: 0, count: 64)
    try NPYWriter.write(values + values, shape: [2, 64], to: "\(folder.path)/rows.npy")
    values[0] = 0.5
    try NPYWriter.write(values, shape: [8, 8], to: "\(folder.path)/half.npy")
    values[3] = .nan
    try NPYWriter.write(values, shape: [1, 64], to: "\(folder.path)/nan.npy")
    try NPYWriter.write([], shape: [0, 64], to: "\(folder.path)/none-yet.npy")
    try folder.put("short.npy", Array(try folder.bytes("rows.npy").dropLast(5)))
    let noise = (0..<400).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ 13) }
    try folder.put("noise.npy", noise)
    try folder.put("noise.png", noise)
    func png(_ width: Int) throws -> [UInt8] {
      try PNG.encode(
        Raster(
          width: width, height: 8, layout: .grey,
          samples: (0..<8 * width).map { UInt8($0) }))
    }
    try folder.put("large.png", try png(9))
    let whole = try png(8)
    try folder.put("cut.png", Array(whole[..<(whole.count / 2)]))
    let data = try #require(
      whole.indices.first { whole[$0...].starts(with: Array("IDAT".utf8)) })
    try folder.put(
      "flipped.png",
      whole.enumerated().map { $0.offset == data + 12 ? ~$0.element : $0.element })
  }
}
