import Limn
import Testing

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// Ctrl-C, SIGTERM and SIGHUP at several moments: every command ends within a second, says one
/// sentence, and leaves the folder as it was.
@Suite(.serialized) struct StoppedCommandTests {
  /// Commands that run for longer than any machine waits, each into the folder that it is run in.
  static let commands = [
    "explain --digit 17 --method shap --estimator permutation --evaluations 900000000 "
      + "--output deep/er/why",
    "explain --digit 17 --method shap --estimator gaussian-process --evaluations 900000 "
      + "--output why",
    "explain --digit 17 --method lime --sampling independent --samples 900000 --background-rows all "
      + "--background rows.npy",
    "explain --digit 3 --method smoothgrad --samples 1000000",
    "evaluate --digits 0-1796 --method shap --estimator permutation --evaluations 90000 "
      + "--output trust.json --plot trust.png",
    "train --epochs 100000 --no-early-stopping --history history.json --figure curves.png "
      + "--surface surface.png --tensorboard logs/first --output model.onnx",
    "train --epochs 100000 --no-early-stopping --compare sgd,adam --history history.csv",
  ]

  private func prepare(_ folder: borrowing Folder) throws {
    try NPYWriter.write(
      Array(Digits.all.inputs.elements.prefix(64 * 400)), shape: [400, 64],
      to: "\(folder.path)/rows.npy")
  }

  /// Ends a command, and says how long it took from the signal.
  private func stop(_ line: String, after delay: Duration, by signal: Int32) throws {
    let folder = try Folder()
    try prepare(folder)
    let before = folder.names()
    let command = Command(lifetime: delay, signal: signal)
    let start = ContinuousClock.now
    let outcome = try command.run(line.split(separator: " ").map(String.init), in: folder)
    let late = ContinuousClock.now - start - delay
    #expect(outcome.status == 130, "\(line)\n\(outcome.error)")
    #expect(late < .seconds(1), "\(line): \(late) after the signal")
    let sentences = outcome.error.split(separator: "\n").filter { $0.hasPrefix("Error: ") }
    #expect(sentences == ["Error: stopped before it was done."], "\(line)\n\(outcome.error)")
    #expect(outcome.output == "", "\(line)")
    #expect(folder.names() == before, "\(line)")
  }

  @Test(arguments: commands) func longRunningCommandsStop(_ line: String) throws {
    try stop(line, after: .milliseconds(700), by: SIGINT)
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP], [150, 400, 1300])
  func everySignalStopsAtEveryMoment(_ signal: Int32, _ milliseconds: Int) throws {
    let line = Self.commands[(milliseconds + Int(signal)) % Self.commands.count]
    try stop(line, after: .milliseconds(milliseconds), by: signal)
  }

  /// A report keeps its work, says so, and goes on from there.
  @Test(arguments: [SIGINT, SIGTERM, SIGHUP]) func aReportGoesOn(_ signal: Int32) throws {
    let folder = try Folder()
    try prepare(folder)
    let line =
      "report --digits 0-899 --method lime --background rows.npy --background-rows all --evaluate 0 "
      + "--output run"
    let words = line.split(separator: " ").map(String.init)
    let delay = Duration.milliseconds(900)
    let start = ContinuousClock.now
    let outcome = try Command(lifetime: delay, signal: signal).run(words, in: folder)
    #expect(ContinuousClock.now - start - delay < .seconds(1))
    #expect(outcome.status == 130)
    #expect(outcome.error.hasPrefix("Error: stopped with "), "\(outcome.error)")
    #expect(outcome.error.hasSuffix("the same command continues from there.\n"))
    #expect(folder.names(in: "run") == ["unfinished"])
  }

  /// Ended while it draws and writes: all of its files, or none.
  @Test(arguments: 0..<12) func anExplanationIsWholeOrNotThere(trial: Int) throws {
    let line = "explain --digit 5 --method integrated-gradients --method saliency --output new/why"
    let words = line.split(separator: " ").map(String.init)
    let whole = try Folder()
    let begin = ContinuousClock.now
    try #require(try Command().run(words, in: whole).status == 0)
    let duration = ContinuousClock.now - begin
    var stream = RandomStream(seed: 41).split(trial)
    let folder = try Folder()
    let share = 0.3 + 0.8 * stream.uniform()
    let command = Command(
      lifetime: duration * share, signal: [SIGINT, SIGTERM, SIGHUP][trial % 3])
    let outcome = try command.run(words, in: folder)
    if outcome.status == 0 {
      #expect(folder.names(in: "new/why") == whole.names(in: "new/why"))
    } else {
      #expect(outcome.status == 130 && folder.names() == [], "\(outcome.error)")
    }
  }

  /// A command that its starter wants to go on goes on.
  @Test func anIgnoredSignalIsIgnored() throws {
    let folder = try Folder()
    let outcome = try Command(
      preparation: "trap '' HUP", lifetime: .milliseconds(150), signal: SIGHUP
    ).run(["train", "--epochs", "12"], in: folder)
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(folder.names() == ["model.onnx"])
  }
}
