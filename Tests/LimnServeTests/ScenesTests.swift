import LimnAttribution
import LimnCore
import LimnData
import LimnNetwork
import LimnTraining
import Testing

@testable import LimnServe

/// Data that are chosen on a page.
@Suite struct ScenesTests {
  /// A site whose pages take a table of two columns: a number, and a class.
  private func site() throws -> Site {
    @Sendable func made(_ file: TableFile, _ label: String, _ dropped: [String]) throws
      -> OtherData.Made
    {
      guard label == "kind" else { throw RefusedData("The column \(label) is no class.") }
      let rows = Matrix(rows: 20, columns: 1, elements: (0..<20).map(Float.init))
      let ground = try TrainingGround(
        name: file.name, path: file.name, arguments: ["--data", file.name], tableArguments: [],
        examples: LabeledSet(inputs: rows, labels: (0..<20).map { $0 % 2 }, classCount: 2),
        shape: .vector(1), factor: 1, isStandardised: true, featureNames: ["size"],
        outputNames: nil, splitSeed: 0)
      var contents = Site.Contents()
      contents.ground = ground
      contents.table = ground.table
      return (
        ExplainedModel(name: "untrained", model: try ground.untrained(), methods: Sites.pillars),
        contents
      )
    }
    return try Sites.site(
      ExplainedModel(
        name: "digits", model: try Sites.convolutional(), methods: Sites.pillars)
    ) {
      $0.otherData = OtherData(
        digits: { throw RefusedData("not asked for") },
        columns: { file in
          guard !file.bytes.isEmpty else { throw RefusedData("\(file.name) has no rows.") }
          return ["size", "kind"]
        }, table: made)
    }
  }

  private func choose(_ site: Site, _ query: [String: String], path: String = "/api/data") async
    -> SiteAnswer
  {
    var request = site.request("POST", path, body: "size,kind\n1,a\n")
    request.query = query
    return await site.answer(request)
  }

  @Test func aChosenTableIsAPageOfItsOwn() async throws {
    let site = try site()
    let columns = await choose(site, ["name": "my.csv"], path: "/api/data/columns")
    #expect(columns.text == #"{"columns":["size","kind"]}"#)
    #expect(await choose(site, ["name": "my.csv", "label": "1"]).text == #"{"data":"1"}"#)
    var page = site.request("GET", "/")
    #expect(await site.answer(page).text.contains(#""name":"my.csv","path""#) == false)
    page.query["data"] = "1"
    #expect(await site.answer(page).text.contains(#""names":["size"],"path":"my.csv""#))
    // What is asked for it is answered by its own model, and the first model answers as before.
    var question = site.question([3])
    #expect(await site.answer(question).status == 400)
    question.query["data"] = "1"
    #expect(await site.answer(question).status == 200)
    #expect(
      await site.answer(site.question(Array(Digits.all.inputs[row: 3]))).status == 200)
  }

  /// A training belongs to its page's data: the network of one is none of the other's.
  @Test func trainingsAreOfTheirData() async throws {
    let site = try site()
    _ = await choose(site, ["label": "1"])
    var start = site.request(
      "POST", "/api/training",
      body: TrainingTests.body(["layers": "\"3\"", "epochs": "2"]))
    start.query["data"] = "1"
    #expect(await site.answer(start).status == 200)
    var frame = site.request("GET", "/api/training")
    #expect(await site.answer(frame).text == #"{"phase":"none"}"#)
    frame.query["data"] = "1"
    #expect(await site.answer(frame).text.contains(#""shape":[1]"#))
    var model = site.request("GET", "/api/training/model")
    #expect(await site.answer(model).status == 404)
    model.query["data"] = "1"
    #expect(await site.answer(model).status == 200)
    site.stop()
  }

  @Test func theNewestFourAreKept() async throws {
    let site = try site()
    for number in 1...5 {
      #expect(await choose(site, ["label": "1"]).text == #"{"data":"\#(number)"}"#)
    }
    var page = site.request("GET", "/")
    page.query["data"] = "1"
    let gone = await site.answer(page)
    #expect(gone.status == 404 && gone.text.contains("Choose it again"))
    page.query["data"] = "2"
    #expect(await site.answer(page).status == 200)
  }

  @Test(
    arguments: [
      (["label": "2"], 400, "columns of the table"), (["label": "-1"], 400, "columns of the table"),
      (["label": "1", "drop": "1"], 400, "columns of the table"),
      (["label": "1", "drop": "x"], 400, "columns of the table"),
      ([:], 400, "columns of the table"), (["label": "0"], 422, "The column size is no class."),
    ] as [([String: String], Int, String)])
  func badChoicesAreRefused(_ query: [String: String], _ status: Int, _ words: String) async throws
  {
    let answer = await choose(try site(), query)
    #expect(answer.status == status && answer.text.contains(words), "\(answer.text)")
  }

  @Test func withoutATokenNothingIsTaken() async throws {
    let site = try site()
    var request = site.request("POST", "/api/data", body: "size,kind\n1,a\n")
    request.query["label"] = "1"
    request.headers["x-limn-token"] = nil
    #expect(await site.answer(request).status == 403)
    // Where a site offers no other data, none are taken.
    let plain = try Sites.digits()
    #expect(await choose(plain, ["label": "1"]).status == 400)
    #expect(await plain.answer(plain.request("GET", "/")).text.contains(#""mostBytes":4"#) == false)
  }
}
