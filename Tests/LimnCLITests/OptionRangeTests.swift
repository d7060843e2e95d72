import Limn
import Testing

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// Numbers of every size for the options that take them: the command does its work, or says in a
/// sentence why not; no signal ends it, and it is not silent for long.
///
/// `LIMN_OPTION_ROUNDS=20 swift test --filter OptionRangeTests` tries more numbers, and those of all
/// commands.
@Suite(.serialized) struct OptionRangeTests {
  /// Options of one command, each tried by itself; `%` stands for the number.
  private static let trials: [(command: String, options: [String])] = [
    (
      "train --hidden 4 --epochs 2 --output m.onnx",
      [
        "--epochs %", "--hidden %", "--hidden %,%", "--dropout %", "--learning-rate %",
        "--schedule step --step-factor %", "--schedule step --step-epochs %",
        "--schedule cosine --final-rate %", "--weight-decay %", "--batch-size %", "--patience %",
        "--seed %", "--split-seed %", "--input-factor %", "--workers %", "--live --learning-rate %",
        "--data rows.csv --labels labels.csv --shape %x%", "--compare sgd,adam --learning-rate %",
        "--history h.json --learning-rate %", "--figure f.svg --learning-rate %",
      ]
    ),
    (
      "plot network --output f.png",
      ["--scale %", "--view neurons --strongest %", "--shape %x%", "--workers %"]
    ),
    ("plot activations --output f.png", ["--digit %", "--scale %"]),
    ("plot units --part test --output f.svg", ["--layer %", "--unit %", "--digits 0-%"]),
    ("plot confusion --output f.svg", ["--digits %", "--digits %-%"]),
    ("predict", ["--digit %", "--input rows.csv --row %", "--image d.png --full-ink %"]),
    ("explain --method saliency", ["--digit 1 --scale %", "--digit 1 --workers %", "--digit %"]),
  ]

  /// The numbers that methods take.
  private static let ofMethods = [
    "--target %", "--against %", "--segments %x%", "--samples %", "--seed %", "--steps %",
    "--rule riemann-middle --steps %", "--kernel-width %", "--ridge %", "--select highest:%",
    "--select forward:%", "--select lasso:%", "--evaluations %", "--precision %",
    "--method integrated-gradients --steps %", "--method smoothgrad --samples %",
    "--method vargrad --samples %", "--method smoothgrad --samples 2 --seed %",
    "--method lime --samples %", "--method lime --kernel-width %", "--method lime --ridge %",
    "--method lime --samples % --kernel-width %",
    "--method lime-tabular --background rows.csv --samples %",
    "--method lime-tabular --background rows.csv --kernel-width %",
    "--method lime-tabular --background rows.csv --ridge %",
    "--method shap --background rows.csv --background-rows %",
    "--method shap --estimator exact --evaluations %",
    "--method shap --estimator gaussian-process --evaluations %",
    "--method shap --estimator kernel --evaluations %",
    "--method shap --estimator permutation --evaluations %", "--method shap --precision %",
  ]

  private static let moreTrials: [(command: String, options: [String])] = [
    (
      "train --hidden 4 --epochs 2 --output m.onnx",
      [
        "--data rows.csv --labels labels.csv --input-factor %",
        "--data rows.csv --labels labels.csv --split-seed %", "--compare sgd,adam --epochs %",
        "--compare sgd,adam --weight-decay %", "--history h.csv --weight-decay %",
        "--surface s.svg --learning-rate %", "--tensorboard tb --learning-rate %",
        "--optimizer adamw --weight-decay %", "--optimizer momentum --learning-rate %",
        "--loss mse --learning-rate %", "--activation gelu --hidden %",
      ]
    ),
    ("plot weights --output f.png", ["--scale %", "--digits %-%", "--workers %"]),
    (
      "plot activations --output f.png",
      ["--workers %", "--image d.png --full-ink %", "--input rows.csv --row %"]
    ),
    ("plot units --part test --output f.png", ["--scale %", "--workers %"]),
    (
      "plot confusion --output f.png",
      ["--scale %", "--workers %", "--input rows.csv --labels labels.csv --rows %-%"]
    ),
    ("summary", ["--shape %x%", "--workers %"]),
    ("predict", ["--workers %"]),
    ("explain --digit 1 --json", ofMethods),
    (
      "explain --method saliency",
      ["--input rows.csv --row %", "--image d.png --full-ink %"]
    ),
    (
      "evaluate --digits 0-1 --method saliency",
      ["--digits %", "--digits %-%", "--input rows.csv --rows %-%", "--workers %", "--target %"]
    ),
    ("evaluate --digits 0-0", ofMethods),
    (
      "report --digits 0-1 --method saliency --output out",
      [
        "--digits %-%", "--shard %/%", "--workers %", "--seed %", "--evaluate %",
        "--input rows.csv --rows %-%",
      ]
    ),
    ("report --digits 0-0 --output out", ofMethods),
  ]

  /// Whole numbers and others, of every size and sign, some of which no computer number holds.
  private static func number(_ random: inout RandomStream) -> String {
    let sign = random.integer(below: 4) == 0 ? "-" : ""
    let special = [
      "0", "1", "2", "3", "nan", "inf", "-inf", "-0", "9223372036854775807", "9223372036854775808",
      "18446744073709551615", "65536", "4294967296", "5e-324", "1.7976931348623157e308", "1e400",
      "999999999999999999999999999999", "0.5", "1e-45", "3.5e38",
    ]
    switch random.integer(below: 4) {
    case 0: return special[random.integer(below: special.count)]
    case 1: return sign + String(random.next() >> UInt64(random.integer(below: 64)))
    case 2: return sign + String(Int(exp(random.uniform() * 16)))
    default:
      let exponent = random.integer(below: 640) - 320
      return "\(sign)\(1 + random.integer(below: 9)).\(random.integer(below: 100))e\(exponent)"
    }
  }

  @Test func numbersOfEverySize() throws {
    let rounds = getenv("LIMN_OPTION_ROUNDS").flatMap { Int(String(cString: $0)) }
    var random = RandomStream(seed: 11).split(rounds ?? 0)
    var ends: [Int32: Int] = [:]
    for (command, options) in Self.trials + (rounds == nil ? [] : Self.moreTrials) {
      for option in options {
        for _ in 0..<(rounds ?? 2) {
          let parts = option.split(separator: "%", omittingEmptySubsequences: false)
          let filled = parts.dropFirst().reduce(String(parts[0])) {
            $0 + Self.number(&random) + $1
          }
          // With an equals sign, since a minus would begin another option.
          let words = "\(command) \(filled)".split(separator: " ").map(String.init)
          // Beside other tests a command may have to wait for a core.
          let watched = WatchedCommand(patience: rounds == nil ? 24 : 8, lifetime: 30)
          let (end, said) = try watched.run(joined(words), in: try Self.folder())
          switch end {
          case .exit(let status):
            ends[status, default: 0] += 1
            #expect([0, 64, 65, 66, 73].contains(status), "\(words): \(status), \(said)")
            #expect(status == 0 || said.contains("Error: "), "\(words): \(said)")
          case .working: #expect(!said.isEmpty)
          case .silent(let seconds): Issue.record("\(words): silent for \(seconds) s, \(said)")
          case .signal(let signal): Issue.record("\(words): signal \(signal), \(said)")
          }
        }
      }
    }
    // Some of both, or the trial tries nothing.
    #expect(ends[0, default: 0] > 10 && ends[64, default: 0] > 10, "\(ends)")
  }

  /// "--row", "-3" as "--row=-3".
  private func joined(_ words: [String]) -> [String] {
    var joined: [String] = []
    for word in words {
      if word.hasPrefix("-"), !word.hasPrefix("--"), let option = joined.last {
        joined[joined.count - 1] = "\(option)=\(word)"
      } else {
        joined.append(word)
      }
    }
    return joined
  }

  private static func folder() throws -> Folder {
    let folder = try Folder()
    let row = (0..<64).map { String($0 % 17) }.joined(separator: ",") + "\n"
    try folder.put("rows.csv", String(repeating: row, count: 30))
    try folder.put("labels.csv", String(repeating: "0\n1\n2\n", count: 10))
    try folder.put(
      "d.png",
      try PNG.encode(
        Raster(width: 8, height: 8, layout: .grey, samples: (0..<64).map { UInt8($0 * 4) })))
    return folder
  }
}
