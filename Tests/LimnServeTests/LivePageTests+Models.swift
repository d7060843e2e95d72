import LimnAttribution
import LimnCore
import LimnData
import LimnGraphics
import LimnNetwork
import LimnONNX
import LimnTraining
import Testing

@testable import LimnServe

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// The page with other models than the embedded one, with two at once, and with pictures.
extension LivePageTests {
  /// Everything that can be used has a name, and nothing is wider than the window.
  func expectUsable(_ browser: Browser) async throws {
    let unnamed = try await browser.value(
      of: """
        [...document.querySelectorAll('button, select, input:not([hidden]), canvas:not([aria-hidden]), [tabindex], img')].filter((node) =>
          !node.getAttribute('aria-label') && !node.textContent.trim() && !node.alt && !(node.labels && node.labels.length))
          .map((node) => node.outerHTML)
        """)
    #expect(unnamed == "[]")
    #expect(try await browser.holds("document.documentElement.scrollWidth <= innerWidth"))
  }

  /// A convolutional network is looked into by keys, at phone width, and one is trained.
  @Test func aConvolutionalNetworkHasItsMaps() async throws {
    let site = try Sites.site(
      ExplainedModel(name: "conv", model: try Sites.convolutional(), methods: Sites.pillars))
    let server = try LiveServer(site, host: "127.0.0.1", port: 0)
    let browser = try await Browser(
      "\(server.address)#digit=3", width: 390, height: 800, isDark: true)
    try await browser.wait(until: "document.documentElement.dataset.shown")
    #expect(
      try await browser.value(of: "document.querySelectorAll('#maps .map canvas').length") == "4")
    try await browser.run("document.querySelector('#maps').focus()")
    for key in ["ArrowDown", "ArrowDown", "ArrowDown"] { try await browser.press(key) }
    let said = "document.querySelector('#unit').textContent"
    try await browser.wait(until: "\(said).startsWith('Map 2 of convolutionAt row ')")
    try await browser.wait(until: "document.querySelectorAll('#unit .thumbs canvas').length > 0")
    try await browser.press("Enter")
    try await browser.wait(
      until: "/unit \\d+ of convolution/.test(document.querySelector('#reading').textContent)")
    try await browser.wait(
      until: "/--neuron 'relu 1:\\d+'/.test(document.querySelector('#command').textContent)")
    try await expectUsable(browser)
    try await browser.run(
      """
      document.querySelector('#no-unit').click();
      for (const [name, value] of [['layers', 'conv3x3, relu, dense8, relu'], ['epochs', '2'], ['pace', '50']]) { const field = document.querySelector('#train-' + name); field.value = value; field.dispatchEvent(new Event('change')); }
      document.querySelector('#train-start').click()
      """)
    try await browser.wait(
      until: "document.querySelector('#train-status').textContent.startsWith('Trained · epoch 2')")
    try await browser.wait(until: "document.querySelectorAll('#maps .map canvas').length === 3")
    #expect(
      try await browser.holds(
        "document.querySelector('#train-command').textContent.includes('--layers conv3x3,relu,dense8,relu')"
      ))
    #expect(browser.errors.isEmpty, "\(browser.errors)")
    try server.stop()
  }

  /// Two models: what both say in words, and the difference in the colours of its values.
  @Test func theDifferenceOfTwoModelsIsShown() async throws {
    let (own, other) = (try EmbeddedModel.network(), try Sites.convolutional())
    let gradients = [Sites.pillars[0]]
    let site = try Sites.site(ExplainedModel(name: "first", model: own, methods: gradients)) {
      $0.shown = ["integrated-gradients"]
      $0.other = ExplainedModel(name: "second", model: other, methods: gradients)
    }
    let server = try LiveServer(site, host: "127.0.0.1", port: 0)
    let browser = try await Browser("\(server.address)#digit=3")
    try await browser.wait(until: "!document.querySelector('#beside-box').hidden")
    let words = try await browser.value(
      of: "document.querySelector('#beside-box').textContent")
    #expect(words.contains("first predicts 3, > 99.9%"), "\(words)")
    #expect(words.contains("Difference: first minus second"))
    let input = Array(Digits.all.inputs[row: 3])
    let values = try [own, other].map {
      try IntegratedGradients.Configuration().bound(to: $0).attribution(
        of: input, objective: .logit(3)
      ).values
    }
    let scale = try await browser.value(
      of: "document.querySelector('#scales .ends span:last-child').textContent")
    let limit = try #require(Double(scale.filter { $0 != "\"" }))
    let shown = try JSON.decode(
      [String].self,
      from: Array(
        try await browser.value(
          of: """
            (() => { const c = document.querySelectorAll('#beside-box canvas')[1], g = c.getContext('2d');
              return [...Array(64).keys()].map((i) => [...g.getImageData(i % 8, Math.floor(i / 8), 1, 1).data.slice(0, 3)]
                .map((part) => part.toString(16).padStart(2, '0')).join('')); })()
            """
        ).utf8))
    let map = ColorMap.diverging.hexadecimal(count: 257)
    for pixel in 0..<64 {
      let share = (values[0][pixel] - values[1][pixel]) / limit
      let step = Int(((max(-1, min(1, share)) + 1) / 2 * 256 + 0.5).rounded(.down))
      #expect(shown[pixel] == map.dropFirst(6 * step).prefix(6), "pixel \(pixel)")
    }
    try await browser.run(
      "const f = document.querySelector('#beside'); f.value = ''; f.dispatchEvent(new Event('change'))"
    )
    try await browser.wait(until: "document.querySelector('#beside-box').hidden")
    #expect(try await browser.holds("location.hash.includes('beside=')"))
    #expect(browser.errors.isEmpty, "\(browser.errors)")
    try server.stop()
  }

  /// A photographed digit is dropped, set into the middle, and stays in the address.
  @Test func aPictureIsDropped() async throws {
    var samples = [UInt8](repeating: 225, count: 160 * 120)
    for y in 20..<100 { for x in 90..<110 { samples[y * 160 + x] = 20 } }
    let png = try PNG.encode(Raster(width: 160, height: 120, layout: .grey, samples: samples))
    let browser = try await Browser(server.address)
    try await browser.run(
      """
      const bytes = Uint8Array.from(atob('\(Data(png).base64EncodedString())'), (c) => c.charCodeAt(0));
      const transfer = new DataTransfer();
      transfer.items.add(new File([bytes], 'scan.png', { type: 'image/png' }));
      document.querySelector('#draw').dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }))
      """)
    try await browser.wait(
      until:
        "document.querySelector('#preparation').textContent.includes('ink found in 20×80 of 160×120 pixels')"
    )
    #expect(
      try await browser.holds(
        "document.querySelector('#preparation').textContent.includes('dark is ink')"))
    try await browser.wait(
      until:
        "document.querySelector('#command').textContent.includes('--image scan.png --fit centre --dark-ink')"
    )
    // Two cells wide and all of the height.
    let seen = try await browser.value(
      of:
        "(() => { const c = document.querySelector('#seen-picture'), g = c.getContext('2d'); return [...Array(64).keys()].map((i) => g.getImageData(i % 8, Math.floor(i / 8), 1, 1).data[0] < 128 ? 1 : 0).join(''); })()"
    )
    #expect(seen == "\"\(String(repeating: "00011000", count: 8))\"")
    try await expectUsable(browser)
    let said = try await browser.value(of: Self.shares)
    let address = try await browser.value(of: "location.href").filter { $0 != "\"" }
    let again = try await Browser(address)
    try await again.wait(until: "document.documentElement.dataset.shown")
    #expect(try await again.value(of: Self.shares) == said)
    // The whole of it, and the other way round.
    try await browser.run("document.querySelector('#other-ink').click()")
    try await browser.wait(
      until: "document.querySelector('#preparation').textContent.includes('light is ink')")
    try await browser.run("document.querySelector('#centre').click()")
    try await browser.wait(
      until:
        "document.querySelector('#preparation').textContent.includes('resized from 160×120')")
    try expectClean(browser)
  }

  /// The picture that is saved is, to the byte, what the printed command line writes: of a digit, of a
  /// drawing, and of a unit inside.
  @Test(arguments: ["#digit=3", "#digit=5&unit=1:40", "drawn", "#digit=8&target=3&against=8"])
  func theCommandLineMakesTheSavedPicture(_ view: String) async throws {
    let isDrawn = view == "drawn"
    let browser = try await Browser(server.address + (isDrawn ? "" : view))
    if isDrawn {
      try await drawThree(in: browser)
      try await settle(browser)
    }
    try await browser.wait(
      until: "document.querySelector('#command').textContent.startsWith('limn explain')")
    let program = try ServedProgram(files: [:])
    let picture = try await saved("#save-png", by: browser)
    if isDrawn { try program.write(try await saved("#save-csv", by: browser), as: "drawing.csv") }
    let command = try await text(of: "#command", in: browser)
    try #require(try program.run(command) == 0, "\(command)")
    #expect(try program.read("why/panel.png") == picture, "\(command)")
    try expectClean(browser)
  }

  /// The file that a button saves.
  func saved(_ button: String, by browser: Browser) async throws -> [UInt8] {
    let text = try await browser.value(
      of: """
        (() => new Promise((resolve) => { const own = URL.createObjectURL;
          URL.createObjectURL = (blob) => { URL.createObjectURL = own; const reader = new FileReader(); reader.onload = () => resolve(reader.result.split(',')[1]); reader.readAsDataURL(blob); return own(blob); };
          document.querySelector('\(button)').click(); }))()
        """)
    return Array(try #require(Data(base64Encoded: text.filter { $0 != "\"" })))
  }

  func text(of selector: String, in browser: Browser) async throws -> String {
    try JSON.decode(
      String.self,
      from: Array(
        try await browser.value(of: "document.querySelector('\(selector)').textContent").utf8))
  }

  /// A tab that is loaded anew goes on watching its training; one that is closed ends it.
  @Test func aTrainingOutlivesAReloadAndNoMore() async throws {
    let browser = try await Browser("\(server.address)#digit=3")
    try await browser.wait(until: "document.documentElement.dataset.shown")
    try await browser.run(
      """
      for (const [name, value] of [['layers', '7'], ['epochs', '9000'], ['pace', '50']]) { const field = document.querySelector('#train-' + name); field.value = value; field.dispatchEvent(new Event('change')); }
      document.querySelector('#train-start').click()
      """)
    let epoch =
      "Number((/epoch (\\d+)/.exec(document.querySelector('#train-status').textContent) || [])[1] || 0)"
    try await browser.wait(until: "\(epoch) > 2 && location.hash.includes('model=trained')")
    try await browser.reload()
    try await browser.wait(until: "\(epoch) > 5")
    #expect(
      try await browser.holds(
        "document.querySelector('#train-layers').value === '7' && document.querySelector('#model').value === 'trained' && !document.querySelector('#train-pause').disabled"
      ))
    #expect(site.isTraining)
    #expect(browser.errors.isEmpty, "\(browser.errors)")
    try await browser.leave()
    let end = ContinuousClock.now + .seconds(10)
    while site.isTraining, ContinuousClock.now < end {
      try await Task.sleep(for: .milliseconds(50))
    }
    #expect(!site.isTraining)
    try server.stop()
  }

  /// Optimizers from one start: a line for each, and one of them looked into.
  @Test func optimizersRace() async throws {
    let browser = try await Browser("\(server.address)#digit=3")
    try await browser.run(
      """
      document.querySelector('#train-race').open = true;
      document.querySelector('#race-sgd').click();
      for (const [name, value] of [['layers', '8'], ['epochs', '4'], ['pace', '50']]) { const field = document.querySelector('#train-' + name); field.value = value; field.dispatchEvent(new Event('change')); }
      document.querySelector('#train-start').click()
      """)
    try await browser.wait(
      until: "document.querySelector('#train-status').textContent.startsWith('Trained · epoch 4')")
    #expect(
      try await browser.value(
        of: "[...document.querySelectorAll('#curve-loss .key span')].map((s) => s.textContent)")
        == #"["adam","sgd"]"#)
    // They take turns, and no epoch of either is missed.
    #expect(
      try await browser.value(
        of:
          "[...document.querySelectorAll('#curve-loss path')].map((p) => p.getAttribute('d').split(/[ML]/).length - 1)"
      ) == "[4,4]")
    #expect(
      try await browser.value(
        of:
          "[...document.querySelectorAll('#curve-gradients .key span')].map((s) => s.textContent)")
        == #"["hidden 1","output"]"#)
    try await browser.run("document.querySelector('#run-1').click()")
    try await browser.wait(
      until: "document.querySelector('#run-1').getAttribute('aria-pressed') === 'true'")
    #expect(
      try await browser.holds(
        "document.querySelector('#train-command').textContent.includes('--compare adam,sgd')"))
    try await expectUsable(browser)
    try expectClean(browser)
  }
}
