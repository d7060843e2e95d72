import Limn
import LimnCLI
import Testing

@Suite struct TerminalTests {
  @Test(arguments: [
    (["TERM": "xterm", "COLORTERM": "truecolor"], TerminalPalette.trueColor),
    (["TERM": "xterm-256color", "COLORTERM": "24bit"], .trueColor),
    (["TERM": "xterm-direct"], .trueColor),
    (["TERM": "screen-256color"], .indexed),
    (["TERM": "xterm"], .plain),
    (["TERM": "dumb", "COLORTERM": "truecolor"], .plain),
    (["COLORTERM": "truecolor"], .plain),
    (["TERM": "xterm-256color", "COLORTERM": "truecolor", "NO_COLOR": "1"], .plain),
    (["TERM": "xterm-256color", "NO_COLOR": ""], .indexed),
  ])
  func coloursAreThoseTheTerminalHas(_ environment: [String: String], _ palette: TerminalPalette) {
    #expect(Terminal.palette(isInteractive: true) { environment[$0] } == palette)
    #expect(Terminal.palette(isInteractive: false) { environment[$0] } == .plain)
  }

  /// 1,200 asked for a quarter of the work: three times as many to come, to two digits.
  @Test func evaluationsLeftGoByThoseMade() {
    #expect(EvaluationsLeft.text(asked: 1200, done: 1, left: 3) == "about 3,600 evaluations left")
    #expect(
      EvaluationsLeft.text(asked: 204_873, done: 2.5, left: 10) == "about 820,000 evaluations left")
    #expect(EvaluationsLeft.text(asked: 50, done: 5, left: 1) == "about 10 evaluations left")
    #expect(EvaluationsLeft.text(asked: 50, done: 0, left: 1) == "")
    #expect(EvaluationsLeft.text(asked: 50, done: 1, left: 0) == "")
  }

  @Test func barSaysHowFarAndHowLong() {
    #expect(
      ProgressBar.line(
        "Training", Work.Progress(done: 1, total: 4), elapsed: .seconds(10), detail: "loss 0.1",
        width: 100)
        == "Training ━━━━━━──────────────────  25%  0:30 left  loss 0.1")
    let whole = ProgressBar.line(
      "Training", Work.Progress(done: 4, total: 4), elapsed: .seconds(40), width: 100)
    #expect(whole == "Training ━━━━━━━━━━━━━━━━━━━━━━━━ 100%  0:00 left")
    // A resumed run has not taken long for what was there before.
    let resumed = ProgressBar.line(
      "Training", Work.Progress(done: 3, total: 4), since: 2.5, elapsed: .seconds(25), width: 100)
    #expect(resumed.hasSuffix(" 75%  0:50 left"))
    // One column stays free, or the cursor would go to the next line.
    #expect(
      ProgressBar.line(
        "Training", Work.Progress(done: 1, total: 4), elapsed: .seconds(1), width: 20)
        == "Training ━━━━━━────")
    #expect(
      ProgressBar.line(
        "Training", Work.Progress(done: 0, total: 4), elapsed: .seconds(1), width: 80)
        == "Training ────────────────────────   0%")
    #expect(
      ProgressBar.line(
        "Training", Work.Progress(done: 0, total: 4), elapsed: .seconds(7), detail: "epoch 1",
        width: 80)
        == "Training ────────────────────────   0%  0:07 so far  epoch 1")
  }

  /// Its first step, the digits' masks, takes longer than that.
  @Test func barMovesWhileNothingIsReported() throws {
    let (end, said) = try WatchedCommand(patience: 3, lifetime: 5).run(
      ["evaluate", "--digits", "0-2", "--method", "lime", "--samples", "1500000"],
      in: try Folder())
    #expect(end == .working)
    #expect(said.contains("0%"))
  }

  @Test(arguments: [(0, "0:00"), (59, "0:59"), (61, "1:01"), (3600, "1:00:00"), (7265, "2:01:05")])
  func clockHasMinutesAndSeconds(_ seconds: Int, _ text: String) {
    #expect(ProgressBar.clock(.seconds(seconds)) == text)
  }
}
