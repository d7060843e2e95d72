import LimnCore
import LimnData
import LimnNetwork
import LimnONNX
import LimnTraining
import Testing

@testable import LimnServe

/// A training that pages watch.
@Suite struct TrainingTests {
  static func body(_ changes: [String: String] = [:], visitor: String = "page") -> String {
    var settings = [
      "layers": "\"8\"", "activation": "\"relu\"", "optimizers": "[\"adam\"]", "rate": "0.01",
      "batch": "64", "decay": "0.0001", "epochs": "3", "seed": "0",
    ]
    settings.merge(changes) { _, new in new }
    settings["visitor"] = "\"\(visitor)\""
    return "{" + settings.map { "\"\($0)\":\($1)" }.joined(separator: ",") + "}"
  }

  private struct Frame: Decodable {
    struct Epoch: Decodable {
      let epoch: Int
      let loss: Double
    }
    struct Model: Decodable {
      struct Stage: Decodable { let weights: [Float]? }
      let stages: [Stage]
    }
    struct Run: Decodable {
      let optimizer: String
      let epochs: [Epoch]
      let fault: String?
    }
    let phase: String
    let epoch: Int
    let runs: [Run]
    let model: Model
    let confusion: [[Int]]?
    let metric: String
    var epochs: [Epoch] { runs[0].epochs }
    var fault: String? { runs[0].fault }
  }

  private func start(_ site: Site, _ body: String) async -> SiteAnswer {
    await site.answer(site.request("POST", "/api/training", body: body))
  }

  private func frame(_ site: Site, after: String = "0") async throws -> Frame {
    var request = site.request("GET", "/api/training")
    request.query["after"] = after
    let answer = await site.answer(request)
    try #require(answer.status == 200, "\(answer.text)")
    return try JSON.decode(Frame.self, from: answer.body)
  }

  private func wait(_ site: Site, until holds: (Frame) -> Bool) async throws -> Frame {
    let end = ContinuousClock.now + .seconds(60)
    while true {
      let now = try await frame(site)
      if holds(now) { return now }
      try #require(ContinuousClock.now < end, "phase \(now.phase), epoch \(now.epoch)")
      try await Task.sleep(for: .milliseconds(5))
    }
  }

  private func order(_ site: Site, _ what: String, visitor: String = "page") async -> SiteAnswer {
    await site.answer(
      site.request(
        "POST", "/api/training/order", body: #"{"visitor":"\#(visitor)","order":"\#(what)"}"#))
  }

  /// Watched or not, it is the training that the library does: the same epochs, the same weights.
  @Test func itIsTheLibrarysTraining() async throws {
    let site = try Sites.digits()
    #expect(await start(site, Self.body()).status == 200)
    let ended = try await wait(site) { $0.phase == "ended" }
    let split = try Split(of: Digits.all)
    var trainer = try Trainer(
      try NetworkArchitecture.digits(hidden: [8]).network(seed: 0),
      on: Digits.all.examples(at: split.training),
      validation: Digits.all.examples(at: split.validation),
      options: TrainingOptions(epochs: 3, earlyStopping: nil))
    let network = try trainer.run()
    #expect(ended.fault == nil && ended.epoch == 3)
    #expect(ended.epochs.map(\.loss) == trainer.history.epochs.map(\.training.loss))
    let weights = network.stages.dropFirst().map { $0.dense?.weights.elements }
    #expect(ended.model.stages.dropFirst().map(\.weights) == weights)
    #expect(ended.confusion?.joined().reduce(0, +) == 360 && ended.metric == "accuracy")
    #expect(try await frame(site, after: "2").epochs.map(\.epoch) == [3])
    // What is downloaded is that network, and what is explained too.
    let file = await site.answer(site.request("GET", "/api/training/model"))
    #expect(
      try ONNXModel.read(file.body, file: "live").network.scores(of: Digits.all.inputs)
        == network.scores(of: Digits.all.inputs))
    let three = Array(Digits.all.inputs[row: 3])
    let answer = await site.answer(site.question(three, more: #","model":"trained""#))
    let own = try await Sites.pillars[0].bound(to: network).attribution(
      of: three,
      objective: .logit(
        network.output.answer(of: network.scores(of: Matrix(row: three))[row: 0]).label ?? 0))
    struct Found: Decodable {
      struct Method: Decodable { let values: [Double] }
      let methods: [Method]
    }
    #expect(try JSON.decode(Found.self, from: answer.body).methods[0].values == own.values)
  }

  /// Optimizers that race are each what it would be alone, from the same start at the rate that suits it.
  @Test func aRaceIsFair() async throws {
    let site = try Sites.digits()
    let body = Self.body(["optimizers": #"["adam","sgd","momentum"]"#, "rate": "0.02"])
    #expect(await start(site, body).status == 200)
    let ended = try await wait(site) { $0.phase == "ended" }
    #expect(ended.runs.map(\.optimizer) == ["adam", "sgd", "momentum"])
    // A page sees all epochs of each, though they take turns.
    let rest = try await frame(site, after: "2,0,1")
    #expect(rest.runs.map { $0.epochs.map(\.epoch) } == [[3], [1, 2, 3], [2, 3]])
    let split = try Split(of: Digits.all)
    let options: [(any Optimizer, Double)] = [
      (Adam(), 0.02), (GradientDescent(), 0.3), (Momentum(), 0.05),
    ]
    for (run, (optimizer, rate)) in zip(ended.runs, options) {
      var trainer = try Trainer(
        try NetworkArchitecture.digits(hidden: [8]).network(seed: 0),
        on: Digits.all.examples(at: split.training),
        options: TrainingOptions(
          optimizer: optimizer, learningRate: .constant(rate), epochs: 3, earlyStopping: nil))
      let network = try trainer.run()
      #expect(run.epochs.map(\.loss) == trainer.history.epochs.map(\.training.loss))
      // The shown one is explained.
      guard run.optimizer == "sgd" else { continue }
      let order = await site.answer(
        site.request("POST", "/api/training/order", body: #"{"visitor":"page","run":1}"#))
      #expect(order.status == 200)
      let file = await site.answer(site.request("GET", "/api/training/model"))
      #expect(
        try ONNXModel.read(file.body, file: "live").network.scores(of: Digits.all.inputs)
          == network.scores(of: Digits.all.inputs))
    }
    let none = await site.answer(
      site.request("POST", "/api/training/order", body: #"{"visitor":"page","run":3}"#))
    #expect(none.status == 400)
  }

  /// Own examples: a table of numbers to be learnt, in its own units.
  @Test func ownExamplesAreLearnt() async throws {
    let rows = Matrix(rows: 60, columns: 2) { values in
      for i in values.indices { values[i] = Float((i * 37) % 23) }
    }
    let prices = Matrix(rows: 60, columns: 1) { values in
      for i in values.indices { values[i] = 1000 + 50 * rows[i, 0] - 20 * rows[i, 1] }
    }
    let ground = try TrainingGround(
      name: "houses.csv", path: "houses.csv", arguments: ["--data", "houses.csv"],
      tableArguments: [], examples: LabeledSet(inputs: rows, targets: .numbers(prices)),
      shape: .vector(2), factor: 1, isStandardised: true, featureNames: ["size", "age"],
      outputNames: ["price"], splitSeed: 0)
    let site = try Sites.site(
      ExplainedModel(
        name: "untrained network", model: try ground.untrained(), methods: Sites.pillars)
    ) {
      $0.ground = ground
      $0.table = ground.table
      $0.isUntrained = true
    }
    #expect(await start(site, Self.body(["epochs": "40", "batch": "16"])).status == 200)
    let ended = try await wait(site) { $0.phase == "ended" }
    #expect(ended.metric == "R²" && ended.confusion == nil && ended.fault == nil)
    #expect(try #require(ended.epochs.last).loss < 0.2)
    struct Found: Decodable {
      struct Answer: Decodable { let outputs: [Double] }
      let prediction: Answer
    }
    let answer = await site.answer(site.question([10, 5], more: #","model":"trained""#))
    let price = try JSON.decode(Found.self, from: answer.body).prediction.outputs[0]
    #expect(abs(price - 1400) < 150, "\(price)")
  }

  @Test func itPausesStepsAndStops() async throws {
    let site = try Sites.digits()
    let body = Self.body(["epochs": "10000", "startsPaused": "true"])
    #expect(await start(site, body).status == 200)
    #expect(try await frame(site).phase == "paused")
    for _ in 0..<2 { #expect(await order(site, "step").status == 200) }
    #expect(try await wait(site) { $0.epoch == 2 }.phase == "paused")
    try await Task.sleep(for: .milliseconds(250))
    #expect(try await frame(site).epoch == 2)
    #expect(await order(site, "run").status == 200)
    _ = try await wait(site) { $0.epoch > 4 }
    #expect(await order(site, "pause").status == 200)
    // The epoch that was going on ends.
    var paused = -1
    while true {
      let now = try await frame(site).epoch
      if now == paused { break }
      paused = now
      try await Task.sleep(for: .milliseconds(500))
    }
    #expect(await order(site, "stop").status == 200)
    #expect(try await wait(site) { $0.phase == "ended" }.epoch == paused)
  }

  /// A closed tab ends its training: nobody looks at it any more.
  @Test func aTrainingThatNobodyLooksAtEnds() async throws {
    let site = try Sites.digits(trainingPatience: .milliseconds(300))
    let body = Self.body(["epochs": "10000", "pace": "2"])
    #expect(await start(site, body).status == 200)
    try await Task.sleep(for: .seconds(2))
    let left = try await frame(site)
    #expect(left.phase == "ended" && left.epoch < 5 && left.fault == nil)
  }

  /// A page that leaves gives its training a moment; what it still asks on its way out is no look.
  @Test func aPageThatLeavesEndsItsTraining() async throws {
    let site = try Sites.digits(trainingPatience: .seconds(2))
    let body = Self.body(["epochs": "10000", "pace": "20"])
    #expect(await start(site, body).status == 200)
    var look = site.request("GET", "/api/training")
    look.query = ["after": "0", "page": "first"]
    #expect(await site.answer(look).status == 200)
    let left = await site.answer(
      site.request(
        "POST", "/api/training/order",
        body: #"{"visitor":"page","order":"leave","page":"first"}"#))
    #expect(left.status == 200)
    let end = ContinuousClock.now + .seconds(8)
    while site.isTraining, ContinuousClock.now < end {
      _ = await site.answer(look)
      try await Task.sleep(for: .milliseconds(50))
    }
    #expect(!site.isTraining)
  }

  @Test func onePageTrainsAtATime() async throws {
    let site = try Sites.digits()
    #expect(await site.answer(site.request("GET", "/api/training")).text == #"{"phase":"none"}"#)
    #expect(await site.answer(site.request("GET", "/api/training/model")).status == 404)
    #expect(await order(site, "stop").status == 404)
    let body = Self.body(["epochs": "10000", "pace": "5"])
    #expect(await start(site, body).status == 200)
    let other = await start(site, Self.body(visitor: "another"))
    #expect(other.status == 409 && other.text.contains("one at a time"))
    #expect(await order(site, "stop", visitor: "another").status == 409)
    site.stop()
    _ = try await wait(site) { $0.phase == "ended" }
    #expect(await start(site, Self.body(visitor: "another")).status == 200)
  }

  @Test(arguments: [
    ("layers", "\"1,2,3,4,5\"", "4 hidden layers"), ("layers", "\"0\"", "1 to 256 units"),
    ("layers", "\"257\"", "1 to 256 units"), ("layers", "\"conv0x3,relu\"", "conv"),
    ("layers", "\"dense60000,relu\"", "256 units"),
    ("layers", "\"conv65x3,relu\"", "64 channels"),
    ("layers", "\"conv64x64,conv64x64\"", "parameters"),
    ("epochs", "0", "10000 epochs"), ("optimizers", "[]", "optimizers"),
    ("optimizers", "[\"adam\",\"adam\"]", "twice"),
    ("optimizers", "[\"magic\"]", "no optimizer"), ("pace", "0", "pace"), ("rate", "-1", "rate"),
    ("activation", "\"magic\"", "activation"), ("batch", "0", "batch"),
  ])
  func badSettingsGetASentence(_ name: String, _ value: String, _ words: String) async throws {
    let site = try Sites.digits()
    let answer = await start(site, Self.body([name: value]))
    #expect([400, 422].contains(answer.status))
    #expect(answer.text.contains(words), "\(answer.text)")
  }

  @Test func aLossThatIsNotFiniteIsSaid() async throws {
    let site = try Sites.digits()
    let body = Self.body(["optimizers": "[\"sgd\"]", "rate": "1e30", "epochs": "50"])
    #expect(await start(site, body).status == 200)
    #expect(try await wait(site) { $0.phase == "ended" }.fault?.contains("finite") == true)
  }

  /// The strongest answers of a unit, found in plain loops.
  @Test func whatExcitesAUnit() async throws {
    let site = try Sites.digits()
    var request = site.request("GET", "/api/exciting")
    request.query = ["stage": "1", "unit": "7"]
    struct Found: Decodable {
      let index: Int
      let activation: Double
    }
    let found = try JSON.decode([Found].self, from: await site.answer(request).body)
    let network = try EmbeddedModel.network()
    let dense = try #require(network.stages[1].dense)
    let factor = 1 / Digits.fullInk
    let values = (0..<Digits.all.count).map { row -> Double in
      let input = Digits.all.inputs[row: row]
      var sum = dense.bias.elements[7]
      for (pixel, ink) in input.enumerated() { sum += ink * factor * dense.weights[pixel, 7] }
      return Double(max(0, sum))
    }
    let best = values.sorted(by: >).prefix(8)
    #expect(found.count == 8)
    for (found, value) in zip(found, best) {
      #expect(abs(found.activation - value) < 1e-4 * value)
      #expect(abs(values[found.index] - value) < 1e-4 * value)
    }
    request.query["unit"] = "64"
    #expect(await site.answer(request).status == 400)
  }
}
