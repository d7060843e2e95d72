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

/// The page as a person uses it: in Chromium, with a mouse and keys.
@Suite(.serialized, .enabled(if: Browser.path != nil, Browser.absence))
struct LivePageTests {
  let site: Site
  let server: LiveServer

  init() throws {
    site = try Sites.digits()
    server = try LiveServer(site, host: "127.0.0.1", port: 0)
  }

  /// Ends a visit: nothing went wrong on the page, and nothing was asked of anyone else.
  func expectClean(_ browser: Browser) throws {
    #expect(browser.errors.isEmpty, "\(browser.errors)")
    let own = "http://127.0.0.1:\(server.port)/"
    let others = browser.requests.filter {
      !$0.hasPrefix(own) && !$0.hasPrefix("data:") && !$0.hasPrefix("blob:\(own)")
    }
    #expect(others.isEmpty, "\(others)")
    try server.stop()
  }

  func place(_ selector: String, in browser: Browser) async throws -> (
    x: Double, y: Double, width: Double, height: Double
  ) {
    try await browser.run("document.querySelector('\(selector)').scrollIntoView({block: 'center'})")
    let numbers = try JSON.decode(
      [Double].self,
      from: Array(
        try await browser.value(
          of:
            "(({x, y, width, height}) => [x, y, width, height])(document.querySelector('\(selector)').getBoundingClientRect())"
        ).utf8))
    return (numbers[0], numbers[1], numbers[2], numbers[3])
  }

  /// A three, drawn on the board.
  static let shares =
    "[...document.querySelectorAll('.shares li')].map((line) => line.textContent).join()"

  /// Waits for the answer to the whole of what was drawn: the page answers while the pen moves.
  func settle(_ browser: Browser) async throws {
    var said = ""
    for _ in 0..<100 {
      let now = try await browser.value(of: Self.shares)
      if now == said { return }
      said = now
      try await Task.sleep(for: .milliseconds(400))
    }
  }

  func drawThree(in browser: Browser) async throws {
    let board = try await place("#board", in: browser)
    func arc(_ y: Double, _ from: Double, _ to: Double) -> [(Double, Double)] {
      (0...12).map {
        let angle = from + Double($0) / 12 * (to - from)
        return (
          board.x + board.width * (0.48 + 0.2 * cosine(angle)),
          board.y + board.height * (y + 0.18 * cosine(angle - 1.5708))
        )
      }
    }
    try await browser.draw(arc(0.3, -2.4, 1.5) + arc(0.66, -1.5, 2.5))
  }

  private func cosine(_ angle: Double) -> Double {
    // A series is enough here, and needs no other module.
    var (term, sum) = (1.0, 1.0)
    for k in 1...12 {
      term *= -angle * angle / Double((2 * k - 1) * (2 * k))
      sum += term
    }
    return sum
  }

  /// The colours of a method's picture, cell by cell, as hexadecimal digits.
  func colors(of place: Int, in browser: Browser) async throws -> [String] {
    try JSON.decode(
      [String].self,
      from: Array(
        try await browser.value(
          of: """
            (() => { const c = document.querySelectorAll('#pictures canvas')[\(place)];
              const side = c.width / 8, g = c.getContext('2d');
              return [...Array(64).keys()].map((i) => [...g.getImageData(
                Math.floor((i % 8 + 0.1) * side), Math.floor((Math.floor(i / 8) + 0.1) * side), 1, 1).data.slice(0, 3)]
                .map((part) => part.toString(16).padStart(2, '0')).join('')); })()
            """
        ).utf8))
  }

  /// Each pixel has the colour that the library's value has on the scale that stands below.
  @Test func heatmapsShowTheLibrarysValues() async throws {
    let browser = try await Browser("\(server.address)#digit=3")
    try await browser.wait(until: "document.documentElement.dataset.shown")
    let network = try EmbeddedModel.network()
    let input = Array(Digits.all.inputs[row: 3])
    let attributions = try Sites.pillars.prefix(3).map {
      try $0.bound(to: network).attribution(of: input, objective: .logit(3))
    }
    let scale = try await browser.value(
      of: "document.querySelector('#scales .ends span:last-child').textContent")
    let limit = try #require(Double(scale.filter { $0 != "\"" }))
    let largest = attributions.flatMap(\.values).reduce(0) { max($0, abs($1)) }
    #expect(largest <= limit && limit < 2 * largest)
    let map = ColorMap.diverging.hexadecimal(count: 257)
    for (index, attribution) in attributions.enumerated() {
      let shown = try await colors(of: index, in: browser)
      for (pixel, value) in attribution.values.enumerated() {
        // As JavaScript rounds: halves up.
        let step = Int(((value / limit + 1) / 2 * 256 + 0.5).rounded(.down))
        let expected = map.dropFirst(6 * step).prefix(6)
        #expect(shown[pixel] == expected, "\(attribution.method), pixel \(pixel)")
      }
    }
    try expectClean(browser)
  }

  @Test func aStrokeChangesEverything() async throws {
    let browser = try await Browser(server.address)
    #expect(
      try await browser.holds(
        "document.querySelector('#answer').textContent.includes('no ink yet')"))
    try await drawThree(in: browser)
    try await browser.wait(until: "/^3/.test(document.querySelector('.verdict-large').textContent)")
    try await browser.wait(until: "location.hash.includes('d=')")
    try await settle(browser)
    let before = try await colors(of: 0, in: browser)
    #expect(Set(before).count > 5)
    // The address holds the drawing: opened anew it gives the same.
    let shares = Self.shares
    let said = try await browser.value(of: shares)
    let address = try await browser.value(of: "location.href").filter { $0 != "\"" }
    let again = try await Browser(address)
    try await again.wait(until: "document.documentElement.dataset.shown")
    #expect(try await again.value(of: shares) == said)
    #expect(try await colors(of: 0, in: again) == before)
    // Another stroke, and back.
    let board = try await place("#board", in: browser)
    try await browser.draw([
      (board.x + 40, board.y + 40), (board.x + 45, board.y + 150), (board.x + 40, board.y + 280),
    ])
    try await browser.wait(until: "(\(shares)) !== \(said)")
    #expect(try await colors(of: 0, in: browser) != before)
    try await browser.run("document.querySelector('#undo').click()")
    try await browser.wait(until: "(\(shares)) === \(said)")
    try await browser.run("document.querySelector('#undo').click()")
    try await browser.wait(
      until: "document.querySelector('#answer').textContent.includes('no ink yet')")
    try expectClean(browser)
  }

  @Test func itWorksByKeyboard() async throws {
    let browser = try await Browser(server.address)
    try await browser.run("document.querySelector('#board').focus()")
    for key in ["ArrowUp", "ArrowUp", " ", "ArrowDown", " ", "ArrowDown", " ", "ArrowDown", " "] {
      try await browser.press(key)
    }
    try await browser.wait(until: "document.querySelectorAll('.shares li').length === 10")
    try await browser.run("document.querySelector('#pictures').focus()")
    for key in ["ArrowRight", "ArrowDown", "ArrowDown", "ArrowRight"] {
      try await browser.press(key)
    }
    let readout = "document.querySelector('#readout').textContent"
    try await browser.wait(
      until:
        "/^row 2, column 1: ink 0 · Integrated Gradients .* · LIME .* ± .* · SHAP /.test(\(readout))"
    )
    // Everything that can be used can be reached, and has a name.
    let unnamed = try await browser.value(
      of: """
        [...document.querySelectorAll('button, select, input, canvas, [tabindex]')].filter((node) =>
          !node.getAttribute('aria-label') && !node.textContent.trim() && !(node.labels && node.labels.length))
          .map((node) => node.outerHTML)
        """)
    #expect(unnamed == "[]")
    try await browser.press("Backspace")
    try expectClean(browser)
  }

  @Test func classesMethodsAndPinsAreChosen() async throws {
    let browser = try await Browser("\(server.address)#digit=3")
    try await browser.wait(until: "document.documentElement.dataset.shown")
    let choose = { (name: String, value: String) in
      "(() => { const f = document.querySelector('#\(name)'); f.value = '\(value)'; f.dispatchEvent(new Event('change')); })()"
    }
    try await browser.run(choose("target", "8"))
    try await browser.run(choose("against", "3"))
    try await browser.wait(
      until: "document.querySelector('#reading').textContent.includes('8 and not 3')")
    try await browser.run(
      "document.querySelector('#choices details').open = true; document.querySelector('#method-saliency').click()"
    )
    try await browser.wait(
      until:
        "document.querySelectorAll('#pictures canvas').length === 4 && document.querySelectorAll('#scales .scale').length === 2"
    )
    try await browser.run("document.querySelector('#pin-it').click()")
    try await browser.run("document.querySelector('#another').click()")
    try await browser.wait(until: "document.querySelectorAll('#compare canvas').length === 10")
    #expect(
      try await browser.holds(
        "location.hash.includes('pin=3') && location.hash.includes('saliency')"))
    try expectClean(browser)
  }

  @Test(arguments: [true, false]) func itFitsAPhone(isDark: Bool) async throws {
    let browser = try await Browser(
      "\(server.address)#digit=3&pin=5!!yes&pixel=20", width: 390, height: 800, isDark: isDark)
    try await browser.wait(until: "!document.querySelector('#compare').hidden")
    #expect(
      try await browser.value(of: "document.documentElement.scrollWidth <= innerWidth") == "true")
    let paper = try await browser.value(of: "getComputedStyle(document.body).backgroundColor")
    #expect(paper == (isDark ? "\"rgb(25, 24, 23)\"" : "\"rgb(253, 252, 250)\""))
    try expectClean(browser)
  }

  @Test func aServerThatHasEndedIsSaid() async throws {
    let browser = try await Browser("\(server.address)#digit=3")
    try await browser.wait(until: "document.documentElement.dataset.shown")
    try server.stop()
    try await browser.run(
      "document.querySelector('#centre').dispatchEvent(new Event('change')); document.querySelector('#undo').click(); document.querySelector('#board').focus()"
    )
    try await browser.press("ArrowUp")
    try await browser.press(" ")
    try await browser.wait(until: "!document.querySelector('#trouble').hidden")
  }
}
