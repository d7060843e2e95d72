import LimnAttribution
import LimnCore
import LimnData
import LimnFigures
import LimnGraphics
import LimnNetwork
import LimnONNX
import LimnTraining
import Testing

@testable import LimnServe

/// Models of every kind, two at once, and pictures of what they say.
@Suite struct ModelsTests {
  let three = Array(Digits.all.inputs[row: 3])

  private struct Found: Decodable {
    struct Method: Decodable {
      let name: String
      let values: [Double]?
      let fault: String?
    }
    let methods: [Method]
    let units: [[Float]]?
  }

  private func found(_ site: Site, _ request: SiteRequest) async throws -> Found {
    let answer = await site.answer(request)
    try #require(answer.status == 200, "\(answer.text)")
    return try JSON.decode(Found.self, from: answer.body)
  }

  /// A program that answers has no gradients: the methods that take none explain it, as the library does,
  /// and the others say why they do not.
  @Test func aModelThatIsNoNetwork() async throws {
    let network = try EmbeddedModel.network()
    let box = BlackBox(
      inputShape: network.inputShape, outputCount: 10, scoreKind: .probabilities
    ) { inputs in Softmax().forward([network.scores(of: inputs)]).output }
    let site = try Sites.site(ExplainedModel(name: "box", model: box, methods: Sites.pillars))
    let answer = try await found(
      site,
      site.question(
        three, methods: ["integrated-gradients", "lime", "shap"], more: #","looksInside":true"#))
    #expect(answer.units == nil)
    #expect(answer.methods[0].values == nil)
    #expect(answer.methods[0].fault?.contains("gradients") == true, "\(answer.methods[0])")
    for (method, configuration) in zip(answer.methods, Sites.pillars).dropFirst() {
      let own = try await configuration.bound(to: box).attribution(
        of: three, objective: Objective(target: 3, scale: box.output.defaultScale))
      #expect(method.values == own.values, "\(method.name)")
    }
    let inside = await site.answer(
      site.question(three, more: #","unit":{"stage":1,"unit":0}"#))
    #expect(inside.status == 400 && inside.text.contains("no unit"))
  }

  /// A network that takes words is looked into behind its encoding, and what stands for no word is refused.
  @Test func wordsAreColumnsOutsideAndUnitsInside() async throws {
    let categories = [0: Categories(["green", "red"])]
    let rows = Matrix(
      rows: 20, columns: 2, elements: (0..<40).map { Float($0 % 2 == 0 ? $0 / 2 % 2 : $0) })
    let ground = try TrainingGround(
      name: "t.csv", path: "t.csv", arguments: [], tableArguments: [],
      examples: LabeledSet(inputs: rows, labels: (0..<20).map { $0 % 3 }, classCount: 3),
      shape: .vector(2), factor: 1, isStandardised: true, featureNames: ["colour", "size"],
      categories: categories, outputNames: nil, splitSeed: 0)
    let network = try ground.untrained()
    let explained = ExplainedModel(name: "t", model: network, methods: Sites.pillars)
    let site = try Sites.site(explained) {
      $0.ground = ground
      $0.table = ground.table
    }
    let stages = PageSetup.Model(explained).stages
    #expect(stages.map(\.width) == [3, 64, 3])
    #expect(stages[0].names == ["colour = green", "colour = red", "size"])
    let row: [Float] = [1, 7]
    let answer = try await found(
      site, site.question(row, more: #","looksInside":true,"unit":{"stage":1,"unit":5}"#))
    // Encoding, scaling, dense, ReLU, dense: what the second, the fourth and the last give.
    let values = network.activations(of: Matrix(row: row))
    #expect(network.nodes.count == 6)
    #expect(answer.units == [1, 3, 5].map { Array(values[$0][row: 0]) })
    let unit = try network.unit(5, of: 4, named: "relu:5")
    let own = try await Sites.pillars[0].bound(to: unit).attribution(of: row, objective: .output(0))
    #expect(answer.methods[0].values == own.values && own.values.count == 2)
    for wrong in [[2, 7], [0.5, 7], [-1, 7]] as [[Float]] {
      let refused = await site.answer(site.question(wrong))
      #expect(refused.status == 422 && refused.text.contains("colour"), "\(refused.text)")
    }
  }

  /// Of a network with convolutions each row is a layer with what acts on it; a place of a feature map is
  /// explained as the library explains that neuron.
  @Test func featureMapsAreLookedInto() async throws {
    let network = try Sites.convolutional()
    let explained = ExplainedModel(name: "conv", model: network, methods: Sites.pillars)
    let site = try Sites.site(explained)
    let model = PageSetup.Model(explained)
    #expect(
      model.stages.map(\.title) == ["input", "convolution", "maxpool", "dense 1", "dense 2"])
    #expect(model.stages.map(\.shape) == [[1, 8, 8], [4, 8, 8], [4, 4, 4], [16], [10]])
    #expect(
      model.stages.map(\.activations) == [[], ["ReLU"], [], ["ReLU"], ["Softmax"]])
    #expect(model.stages[1].kernel == [1, 3, 3] && model.stages[1].weights?.count == 36)
    let place = 2 * 64 + 3 * 8 + 4
    let answer = try await found(
      site,
      site.question(
        three, more: #","looksInside":true,"unit":{"stage":1,"unit":\#(place)}"#))
    let values = [Matrix(row: three)] + network.activations(of: Matrix(row: three))
    let units = try #require(answer.units)
    for (row, (shown, value)) in zip(units, [1, 3, 4, 6, 8]).enumerated() {
      #expect(shown == Array(values[value][row: 0]), "row \(row)")
    }
    let neuron = try LayerPlace("relu 1", in: network).neuron([2, 3, 4], of: network)
    let own = try await Sites.pillars[0].bound(to: neuron).attribution(
      of: three, objective: .output(0))
    #expect(answer.methods[0].values == own.values)
  }

  /// What excites a feature map most, found in plain loops over all places of the map.
  @Test func whatExcitesAFeatureMap() async throws {
    let network = try Sites.convolutional()
    let site = try Sites.site(ExplainedModel(name: "conv", model: network, methods: []))
    var request = site.request("GET", "/api/exciting")
    request.query = ["stage": "1", "unit": "2"]
    struct Example: Decodable {
      let index: Int
      let activation: Double
    }
    let answer = await site.answer(request)
    let examples = try JSON.decode([Example].self, from: answer.body)
    let convolution = try #require(network.layers[1] as? Convolution)
    var best: [(Double, Int)] = []
    for (index, _) in Digits.all.labels.enumerated() {
      let input = Array(Digits.all.inputs[row: index])
      var largest = 0.0
      for y in 0..<8 {
        for x in 0..<8 {
          var sum = Double(convolution.bias.elements[2])
          for dy in -1...1 {
            for dx in -1...1 where (0..<8).contains(y + dy) && (0..<8).contains(x + dx) {
              sum +=
                Double(convolution.weights[2, (dy + 1) * 3 + dx + 1])
                * Double(input[(y + dy) * 8 + x + dx]) / 16
            }
          }
          largest = max(largest, sum)
        }
      }
      best.append((largest, index))
    }
    best.sort { ($0.0, $1.1) > ($1.0, $0.1) }
    #expect(examples.count == 8)
    for (example, expected) in zip(examples, best) {
      #expect(abs(example.activation - expected.0) < 1e-5 * expected.0)
    }
    request.query["unit"] = "4"
    #expect(await site.answer(request).status == 400)
  }

  /// A second model is chosen as a file, explained beside the first, and refused where it is of another kind.
  @Test func twoModelsStandSideBySide() async throws {
    let site = try Sites.digits()
    let network = try Sites.convolutional()
    func choose(_ bytes: [UInt8]) async -> SiteAnswer {
      var request = site.request("POST", "/api/other")
      request.body = bytes
      request.query["name"] = "conv.onnx"
      return await site.answer(request)
    }
    #expect(await site.answer(site.question(three, more: #","model":"other""#)).status == 404)
    let chosen = await choose(try ONNXModel.encode(network, name: "conv"))
    try #require(chosen.status == 200, "\(chosen.text)")
    #expect(chosen.text.contains(#""number":1"#) && chosen.text.contains("conv.onnx"))
    let answer = try await found(
      site, site.question(three, more: #","model":"other","otherNumber":1,"target":8"#))
    let own = try await Sites.pillars[0].bound(to: network).attribution(
      of: three, objective: .logit(8))
    let values = try #require(answer.methods[0].values)
    for (value, expected) in zip(values, own.values) {
      #expect(abs(value - expected) <= 1e-5 * max(1, abs(expected)))
    }
    let stale = await site.answer(
      site.question(three, more: #","model":"other","otherNumber":0"#))
    #expect(stale.status == 409)
    let small = try Network(
      inputShape: .vector(3),
      layers: [Dense(weights: Matrix(rows: 3, columns: 2), bias: [0, 0]), Softmax()])
    let refused = await choose(try ONNXModel.encode(small, name: "small"))
    #expect(refused.status == 422 && refused.text.contains("takes 3"), "\(refused.text)")
    let broken = await choose([1, 2, 3])
    #expect(broken.status == 422, "\(broken.text)")
    // The one that was chosen before is still there.
    #expect(await site.answer(site.question(three, more: #","model":"other""#)).status == 200)
  }

  /// Dark ink on paper is found to be so, and centred; the options that are said make the same of it.
  @Test func aPictureIsPreparedAsTheLibraryDoes() async throws {
    let site = try Sites.digits()
    var pixels = [UInt8](repeating: 230, count: 120 * 90)
    for y in 20..<60 { for x in 70..<80 { pixels[y * 120 + x] = 30 } }
    let bytes = try PNG.encode(Raster(width: 120, height: 90, layout: .grey, samples: pixels))
    func send(_ query: [String: String], _ bytes: [UInt8]) async -> SiteAnswer {
      var request = site.request("POST", "/api/picture")
      request.query = query
      request.body = bytes
      return await site.answer(request)
    }
    struct Picture: Decodable {
      let values: [Float]
      let steps: [String]
      let isDarkInk: Bool
      let isCentred: Bool
      let arguments: [String]
    }
    let answer = await send(["ink": "auto", "fit": "centre"], bytes)
    try #require(answer.status == 200, "\(answer.text)")
    let picture = try JSON.decode(Picture.self, from: answer.body)
    #expect(picture.isDarkInk && picture.isCentred)
    #expect(picture.arguments == ["--fit", "centre", "--dark-ink"])
    let own = try ImageInput.read(
      bytes, named: "", shape: Digits.inputShape,
      preparation: PicturePreparation(fit: .centre, polarity: .blackOnWhite))
    #expect(picture.values == own.values.elements && picture.steps == own.steps)
    // The whole of it, taken the wrong way round.
    let other = await send(["ink": "light", "fit": "resize"], bytes)
    let whole = try JSON.decode(Picture.self, from: other.body)
    #expect(!whole.isDarkInk && whole.arguments.isEmpty)
    #expect(
      whole.values
        == (try ImageInput.read(
          bytes, named: "", shape: Digits.inputShape, preparation: PicturePreparation()
        )
        .values.elements))
    #expect(await send(["ink": "auto", "fit": "refuse"], bytes).status == 400)
    #expect(await send(["ink": "red", "fit": "crop"], bytes).status == 400)
    let broken = await send(["ink": "auto", "fit": "crop"], Array(bytes.prefix(60)))
    #expect(broken.status == 422 && broken.text.hasPrefix("The image: "), "\(broken.text)")
  }

  /// Of a colour model the picture has colour.
  @Test func coloursStay() async throws {
    let shape = InputShape.image(channels: 3, height: 2, width: 2)
    let network = try Network(
      inputShape: shape, layers: [Dense(weights: Matrix(rows: 12, columns: 2), bias: [0, 0])])
    let site = try Sites.site(ExplainedModel(name: "colour", model: network, methods: []))
    let pixels: [UInt8] = [255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255]
    var request = site.request("POST", "/api/picture")
    request.query = ["ink": "auto", "fit": "crop"]
    request.body = try PNG.encode(Raster(width: 2, height: 2, layout: .rgb, samples: pixels))
    struct Picture: Decodable { let values: [Float] }
    let answer = await site.answer(request)
    #expect(
      try JSON.decode(Picture.self, from: answer.body).values
        == [1, 0, 0, 1, 0, 1, 0, 1, 0, 0, 1, 1])
  }
}
