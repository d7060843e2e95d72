import Limn
import Testing

/// `--shard auto`: the part of the task that an engine's variables name.
@Suite struct ShardChoiceTests {
  private func run(
    _ shard: String, _ environment: [String: String], in folder: borrowing Folder
  ) throws -> Command.Outcome {
    try Command(environment: environment).run(
      [
        "report", "--digits", "0-299", "--method", "saliency", "--evaluate", "0", "--output", "r",
        "--shard", shard,
      ], in: folder)
  }

  private static func slurm(
    _ task: String, count: String = "4", first: String = "1", last: String = "4", step: String = "1"
  ) -> [String: String] {
    [
      "SLURM_ARRAY_TASK_ID": task, "SLURM_ARRAY_TASK_COUNT": count,
      "SLURM_ARRAY_TASK_MIN": first, "SLURM_ARRAY_TASK_MAX": last, "SLURM_ARRAY_TASK_STEP": step,
    ]
  }

  @Test(arguments: [
    ("auto", slurm("2"), "part-2-of-4"), ("auto", slurm("0", first: "0", last: "3"), "part-1-of-4"),
    ("auto", slurm("3", first: "0", last: "3"), "part-4-of-4"),
    // A task that is done again, of an array of its own.
    ("auto/4", slurm("3", count: "1", first: "3", last: "3"), "part-3-of-4"),
    ("auto/3", ["JOB_COMPLETION_INDEX": "0"], "part-1-of-3"),
    ("auto/3", ["JOB_COMPLETION_INDEX": "2"], "part-3-of-3"),
  ])
  func theTaskHasItsPart(_ shard: String, _ environment: [String: String], part: String) throws {
    let folder = try Folder()
    let outcome = try run(shard, environment, in: folder)
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(folder.names(in: "r") == [part])
  }

  @Test(arguments: [
    ("auto", [:], "this is not a task of an array"),
    ("auto", ["JOB_COMPLETION_INDEX": "1"], "give its completions, --shard auto/N"),
    ("auto/3", ["JOB_COMPLETION_INDEX": "3"], "task 3 has no part"),
    ("auto", slurm("2").merging(["JOB_COMPLETION_INDEX": "1"]) { a, _ in a }, "are set"),
    ("auto", slurm("17", count: "1", first: "17", last: "17"), "without gaps"),
    ("auto", slurm("1", count: "1", first: "1", last: "1"), "without gaps"),
    ("auto", slurm("5", count: "4", first: "5", last: "8"), "without gaps"),
    ("auto", slurm("3", count: "2", first: "1", last: "3", step: "2"), "without gaps"),
    ("auto", slurm("7", count: "3", first: "1", last: "7"), "without gaps"),
    ("auto", slurm("9"), "without gaps"), ("auto/4", slurm("0", first: "0", last: "3"), "no part"),
    ("auto", slurm("two"), "SLURM_ARRAY_TASK_ID is \"two\""),
    ("auto", ["SLURM_ARRAY_TASK_ID": "2"], "SLURM_ARRAY_TASK_COUNT is not set"),
    ("auto", slurm("-1"), "is not a whole number"),
  ])
  func whatIsNoTaskIsRefused(_ shard: String, _ environment: [String: String], words: String) throws
  {
    let folder = try Folder()
    let outcome = try run(shard, environment, in: folder)
    #expect(outcome.status == 64)
    #expect(outcome.error.hasPrefix("Error: --shard auto: ") && outcome.error.contains(words))
    #expect(folder.names() == [])
  }

  @Test(arguments: ["auto/0", "auto/", "auto/x", "/4", "5/4", "1/2/3", "automatic"])
  func whatIsNoShardIsRefused(_ shard: String) throws {
    let outcome = try run(shard, [:], in: try Folder())
    #expect(outcome.status == 64 && outcome.error.contains("--shard"))
  }
}
