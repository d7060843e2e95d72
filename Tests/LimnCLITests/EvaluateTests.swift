import Limn
import Testing

@Suite struct EvaluateTests {
  @Test func tableNamesEveryMetricAndBothMethods() throws {
    let outcome = try limn(
      "evaluate --digits 0-7 --method integrated-gradients --method saliency", in: try Folder())
    #expect(outcome.status == 0)
    #expect(outcome.output.hasPrefix("8 inputs (digits 0 to 7), "))
    for metric in Metric.usual {
      #expect(outcome.output.contains("\n\(metric.title) \(metric.direction.arrow)  "))
    }
    #expect(
      outcome.output.contains(
        "saliency: no value for 8 of 8, the values are not contributions to the score"))
    #expect(outcome.output.contains("better than random"))
  }

  @Test func jsonHasAValueOrAReasonForEachInput() throws {
    let folder = try Folder()
    let words = "evaluate --digits 3-8 --method saliency --json --output t.json --plot p.svg"
    let outcome = try limn(words, in: folder)
    let again = try limn(words + " --workers 1", in: folder)
    #expect(outcome.status == 0 && outcome.output == again.output)
    #expect(outcome.output == String(decoding: try folder.bytes("t.json"), as: UTF8.self))
    #expect(String(decoding: try folder.bytes("p.svg").prefix(200), as: UTF8.self).contains("<svg"))
    let result = try #require(try JSON(outcome.output).object)
    #expect(result.keys.sorted() == ["baseline", "inputs", "model", "table"])
  }

  @Test func refusesInputsThatAreNotThere() throws {
    let folder = try Folder()
    #expect(try limn("evaluate", in: folder).status == 64)
    #expect(try limn("evaluate --digits 9-3", in: folder).status == 64)
    #expect(try limn("evaluate --digits 1790-1800", in: folder).status == 66)
    #expect(try limn("evaluate --input none.npy", in: folder).status == 66)
    #expect(try limn("evaluate --digits 0-1 --plot p.jpg", in: folder).status == 64)
    let names = folder.names()
    #expect(names.isEmpty)
  }
}
