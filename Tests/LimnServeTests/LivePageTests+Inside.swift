import LimnAttribution
import LimnCore
import LimnData
import LimnGraphics
import LimnNetwork
import LimnONNX
import Testing

@testable import LimnServe

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// Inside the network, in training, kept as a file, and over a table's rows.
extension LivePageTests {
  @Test func unitsAreLookedIntoAndExplained() async throws {
    let browser = try await Browser("\(server.address)#digit=3")
    try await browser.wait(until: "document.documentElement.dataset.shown")
    try await browser.run("document.querySelector('#network').focus()")
    for key in ["ArrowDown", "ArrowDown", "ArrowDown"] { try await browser.press(key) }
    let network = try EmbeddedModel.network()
    let relu = try #require(network.stages[1].layers.last)
    let given = network.activations(of: Matrix(row: Array(Digits.all.inputs[row: 3])))[relu][0, 2]
    let said = try await browser.value(of: "document.querySelector('#unit').textContent")
    #expect(said.contains("Unit 2 of hidden 1"))
    #expect(
      said.contains(given == 0 ? "it is off" : "It gives \(String(Double(given)).prefix(4))"),
      "\(said) \(given)")
    try await browser.wait(until: "document.querySelectorAll('#unit .thumbs canvas').length > 0")
    #expect(
      try await browser.value(of: "document.querySelectorAll('#unit .sent li').length") == "10")
    // With a mouse another one.
    let unit = try await place("#network circle[data-stage=\"1\"][data-unit=\"40\"]", in: browser)
    try await browser.mouse("mouseMoved", unit.x + unit.width / 2, unit.y + unit.height / 2)
    try await browser.wait(
      until: "document.querySelector('#unit').textContent.includes('Unit 40 of')")
    try await browser.run("document.querySelector('#explain-unit').click()")
    try await browser.wait(
      until: "document.querySelector('#reading').textContent.includes('unit 40 of hidden 1')")
    #expect(try await browser.holds("location.hash.includes('unit=1%3A40')"))
    try await browser.wait(
      until: "document.querySelector('#command').textContent.includes('--neuron')")
    let command = try await browser.value(of: "document.querySelector('#command').textContent")
    #expect(command.contains("--neuron relu:40"), "\(command)")
    try expectClean(browser)
  }

  @Test func aNetworkIsTrainedAndExplainedMeanwhile() async throws {
    let browser = try await Browser("\(server.address)#digit=3")
    try await browser.wait(until: "document.documentElement.dataset.shown")
    let before = try await colors(of: 0, in: browser)
    try await browser.run(
      """
      for (const [name, value] of [['layers', '12'], ['epochs', '10'], ['pace', '50']]) { const field = document.querySelector('#train-' + name); field.value = value; field.dispatchEvent(new Event('change')); }
      document.querySelector('#train-start').click()
      """)
    try await browser.wait(
      until:
        "document.querySelector('#train-status').textContent.startsWith('Trained · epoch 10 ·')")
    let points = try await browser.value(
      of:
        "[...document.querySelectorAll('#curve-loss path')].map((path) => path.getAttribute('d').split('L').length)"
    )
    #expect(points == "[10,10]")
    #expect(
      try await browser.value(of: "document.querySelectorAll('#train-confusion td').length")
        == "100")
    #expect(
      try await browser.value(
        of:
          "[...document.querySelectorAll('#train-confusion td')].reduce((sum, cell) => sum + Number(cell.textContent), 0)"
      ) == "360")
    try await browser.wait(until: "document.querySelector('#model').value === 'trained'")
    try await browser.wait(until: "document.querySelectorAll('#network circle').length === 22")
    #expect(try await colors(of: 0, in: browser) != before)
    try await browser.wait(
      until: "document.querySelector('#command').textContent.includes('--model limn-live.onnx')")
    #expect(
      try await browser.holds(
        "document.querySelector('#train-command').textContent.includes('--hidden 12 ')"))
    try expectClean(browser)
  }

  /// What is saved shows the same without a server.
  @Test func aSavedViewNeedsNoServer() async throws {
    let browser = try await Browser(
      "\(server.address)#digit=3&target=8&against=3&pixel=20&pin=5!!yes")
    try await browser.wait(until: "!document.querySelector('#compare').hidden")
    let saved = try await browser.value(
      of: """
        (() => new Promise((resolve) => { const own = URL.createObjectURL;
          URL.createObjectURL = (blob) => { blob.text().then(resolve); return own(blob); };
          document.querySelector('#save-html').click(); }))()
        """)
    let page = try JSON.decode(String.self, from: Array(saved.utf8))
    #expect(!page.contains(site.token))
    var template = Array("/tmp/limn-saved-XXXXXX".utf8CString)
    let folder = try #require(mkdtemp(&template).map { String(cString: $0) })
    let file = "\(folder)/view.html"
    defer {
      unlink(file)
      rmdir(folder)
    }
    try AtomicFile.write(Array(page.utf8), to: file)
    let words =
      "['#answer', '#reading', '#readout', '#scales'].map((id) => document.querySelector(id).textContent)"
    let kept = try await Browser("file://\(file)")
    try await kept.wait(until: "!document.querySelector('#compare').hidden")
    #expect(try await kept.value(of: words) == (try await browser.value(of: words)))
    for picture in 0..<3 {
      #expect(
        try await colors(of: picture, in: kept) == (try await colors(of: picture, in: browser)))
    }
    let others = kept.requests.filter { !$0.hasPrefix("file:") && !$0.hasPrefix("data:") }
    #expect(kept.errors.isEmpty && others.isEmpty, "\(kept.errors) \(others)")
    try expectClean(browser)
  }

  /// Of a table a slider for each feature, over what the data hold, and bars.
  @Test func aTablesRowIsChanged() async throws {
    let network = try Network(
      inputShape: .vector(3),
      layers: [
        Dense(
          weights: Matrix(rows: 3, columns: 2, elements: [1, -1, 0.5, 0, -2, 1]), bias: [0, 0]),
        Softmax(),
      ])
    let rows = Matrix(rows: 2, columns: 3, elements: [1, 2, 3, 4, 2, -1])
    let site = try Sites.site(
      ExplainedModel(name: "table", model: network, methods: [IntegratedGradients.Configuration()])
    ) {
      $0.table = ServedTable(
        name: "rows.csv", path: "rows.csv", rows: rows,
        featureNames: ["<b>size</b>", "age", "price"])
      $0.arguments = ["--model", "table.onnx"]
      $0.shown = ["integrated-gradients"]
    }
    let server = try LiveServer(site, host: "127.0.0.1", port: 0)
    let browser = try await Browser(server.address)
    try await browser.wait(until: "document.documentElement.dataset.shown")
    let ranges = try await browser.value(
      of:
        "[...document.querySelectorAll('.slider')].map((s) => [s.textContent, ...['min', 'max', 'value'].map((k) => Number(s.children[1][k]))])"
    )
    #expect(
      ranges == #"[["<b>size</b>",1,4,1],["age",2,2,2],["price",-1,3,3]]"#)
    // The logit of the second class less nothing: −1·1 + 0·2 + 1·3.
    let bars = "[...document.querySelectorAll('.bars .value')].map((v) => v.textContent)"
    #expect(try await browser.value(of: bars) == #"["−1","0","+3"]"#)
    try await browser.run(
      "const n = document.querySelector('#n2'); n.value = '0.5'; n.dispatchEvent(new Event('change'))"
    )
    try await browser.wait(until: "(\(bars)).join() === '+1,+1,−1'")
    #expect(try await browser.holds("location.hash === '#x=2%3A0.5'"))
    try await browser.wait(
      until: "document.querySelector('#command').textContent.includes('row.csv')")
    let command = try await browser.value(of: "document.querySelector('#command').textContent")
    #expect(
      command.contains("--model table.onnx --input row.csv --background rows.csv"), "\(command)")
    #expect(browser.errors.isEmpty, "\(browser.errors)")
    try server.stop()
  }

  /// While a network's answer is on its way, the last one is of another network, with other units.
  @Test func anotherNetworksAnswerLightsNoUnits() async throws {
    let browser = try await Browser("\(server.address)#digit=3")
    try await browser.wait(until: "document.documentElement.dataset.shown")
    try await browser.run(
      """
      const ask = window.fetch;
      window.fetch = (address, ...rest) => (String(address).includes('api/explain') ? new Promise(() => {}) : ask(address, ...rest));
      for (const [name, value] of [['layers', '8'], ['epochs', '2'], ['pace', '50']]) { const field = document.querySelector('#train-' + name); field.value = value; field.dispatchEvent(new Event('change')); }
      document.querySelector('#train-start').click()
      """)
    try await browser.wait(until: "document.querySelectorAll('#network circle').length === 18")
    try await browser.run("document.querySelector('#network').focus()")
    try await browser.press("ArrowDown")
    try await browser.wait(
      until: "document.querySelector('#unit').textContent.includes('Its answer is on its way.')")
    try expectClean(browser)
  }
}
