import LimnCore
import LimnData
import LimnONNX
import Testing

@testable import LimnServe

/// Tables of one's own: chosen on the page, trained on, looked into, compared and kept.
extension LivePageTests {
  /// Sixty fruits: names, words, two numbers, and what they are.
  private static let fruits: String = {
    let colors = ["red", "green", "yellow"]
    let kinds = ["apple", "lime", "banana"]
    return (0..<60).reduce(into: "name,colour,size,weight,kind\n") { text, row in
      let kind = row % 3
      let color = row % 7 == 0 ? (kind + 1) % 3 : kind
      text +=
        "fruit \(row),\(colors[color]),\(6 + kind + row % 4),\(90 + 30 * kind + row % 11),\(kinds[kind])\n"
    }
  }()

  /// Of a feature what was pinned, what it is now, and how its first bar differs.
  private static func pinnedDifference(of feature: String) -> String {
    "[...[...document.querySelectorAll('#compare tbody tr')].find((r) => r.cells[0].textContent === '\(feature)').cells].slice(1).map((c) => c.textContent)"
  }

  /// A number as the page writes it.
  private func number(_ text: String) throws -> Double {
    let plain = text.filter { !"\"+".contains($0) }
    return try #require(Double(String(plain.map { $0 == "−" ? "-" : $0 })), "\(text)")
  }

  private func choose(_ id: String, _ value: String) -> String {
    "{ const f = document.querySelector('#\(id)'); f.value = '\(value)'; f.dispatchEvent(new Event('change')); }"
  }

  /// The page of the embedded model takes a table: refuses it in the reader's words, then learns from it.
  @Test func aTableOfOnesOwnIsChosenAndLearnt() async throws {
    let program = try ServedProgram(files: ["fruits.csv": Self.fruits])
    try program.serve("")
    let browser = try await Browser(program.address)
    try await browser.run(
      """
      const transfer = new DataTransfer();
      transfer.items.add(new File([\(String(decoding: try JSON.encode(Self.fruits), as: UTF8.self))], 'fruits.csv'));
      document.querySelector('#train').dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }))
      """)
    try await browser.wait(until: "document.querySelector('#label-column')")
    #expect(
      try await browser.value(
        of: "[...document.querySelectorAll('#label-column option')].map((o) => o.textContent)")
        == #"["name","colour","size","weight","kind"]"#)
    // Names that all differ are no classes to learn.
    try await browser.run(
      choose("label-column", "0") + "document.querySelector('#use-table').click()")
    try await browser.wait(until: "document.querySelector('#data-asked .mistake')")
    let refusal = try await text(of: "#data-asked .mistake", in: browser)
    #expect(refusal.contains("holds 60 different answers in 60 rows of fruits.csv"), "\(refusal)")
    try await browser.run(
      choose("label-column", "4")
        + "document.querySelector('#drop-0').click(); document.querySelector('#use-table').click()"
    )
    try await browser.wait(
      until: "location.search.includes('data=') && document.documentElement?.dataset.shown")
    #expect(
      try await browser.value(
        of: "[...document.querySelectorAll('#x0 option')].map((o) => o.textContent)")
        == #"["green","red","yellow"]"#)
    #expect(try await browser.holds("!document.querySelector('#untrained').hidden"))
    try await browser.run(
      choose("train-epochs", "12") + choose("train-pace", "")
        + "document.querySelector('#train-start').click()")
    try await browser.wait(
      until: "document.querySelector('#train-status').textContent.startsWith('Trained · epoch 12')")
    #expect(
      try await text(of: "#train-command", in: browser).hasPrefix(
        "limn train --data fruits.csv --label-column kind --drop name --hidden 64"))
    // What if it were of another colour? The word is one feature.
    try await browser.wait(until: "document.querySelector('#model')?.value === 'trained'")
    try await browser.wait(until: "document.querySelector('#untrained').hidden")
    try await browser.run(choose("target", "0"))
    try await browser.wait(
      until: "document.querySelector('#command').textContent.includes('--target 0')")
    let bars =
      "[...document.querySelectorAll('#plates .bars tbody tr')].map((r) => r.cells[1].textContent)"
    #expect(try await browser.value(of: bars) == #"["green","6","90"]"#)
    let part = "document.querySelector('#plates .bars tbody .value').textContent"
    let before = try await browser.value(of: part)
    try await browser.run("document.querySelector('#pin-it').click();" + choose("x0", "2"))
    try await browser.wait(until: "(\(bars))[0] === 'yellow'")
    try await browser.wait(
      until:
        "[...document.querySelectorAll('#compare td')].some((c) => c.textContent === 'yellow')")
    // The difference of the pinned state, feature by feature, is that of its numbers.
    try await browser.wait(until: "document.querySelectorAll('#compare tbody tr').length === 3")
    let parts = try JSON.decode(
      [String].self,
      from: Array(try await browser.value(of: Self.pinnedDifference(of: "colour")).utf8))
    #expect(Array(parts.prefix(2)) == ["green", "yellow"])
    let (was, now, difference) = (
      try number(before), try number(try await browser.value(of: part)), try number(parts[2])
    )
    // Each is shown to three digits.
    #expect(
      abs(now - was - difference) <= 0.006 * (abs(now) + abs(was) + abs(difference)),
      "\(was), \(now), \(parts)")
    try await expectUsable(browser)
    // The saved picture is what the printed command makes of the downloaded network and the saved row.
    try program.write(try await saved("#save-csv", by: browser), as: "row.csv")
    try program.write(try await saved("#train-save", by: browser), as: "limn-live.onnx")
    let picture = try await saved("#save-png", by: browser)
    let command = try await text(of: "#command", in: browser)
    try #require(try program.run(command) == 0, "\(command)")
    #expect(try program.read("why/panel.png") == picture, "\(command)")
    #expect(browser.errors.filter { !$0.contains("422") }.isEmpty, "\(browser.errors)")
  }

  /// What is saved of a table in another encoding is in that encoding, for the command that reads both.
  @Test(arguments: ["windows-1252", "utf-16"])
  func aRowIsSavedInItsTablesEncoding(_ encoding: String) async throws {
    let text = Self.fruits.replacing("red", with: "röt€")
    let bytes: [UInt8] =
      encoding == "utf-16"
      ? [0xFF, 0xFE]
        + text.utf16.flatMap { unit -> [UInt8] in [UInt8(unit & 0xFF), UInt8(unit >> 8)] }
      : text.unicodeScalars.map { $0 == "€" ? 0x80 : UInt8($0.value) }
    let program = try ServedProgram(files: [:])
    try program.write(bytes, as: "fruits.csv")
    let table = "fruits.csv --encoding \(encoding) --label-column kind"
    try #require(
      try program.run(
        "limn train --data \(table) --drop name --hidden 5 --epochs 3 --output fruits.onnx --json > /dev/null 2>&1"
      ) == 0)
    try program.serve("--model fruits.onnx --input \(table) --id-column name 2> /dev/null")
    // A red one, of another size.
    let browser = try await Browser("\(program.address)#row=3&x=1%3A9.5")
    try await browser.wait(
      until: "document.querySelector('#command').textContent.includes('row.csv')")
    let row = try await saved("#save-csv", by: browser)
    try program.write(row, as: "row.csv")
    #expect(row.contains(encoding == "utf-16" ? 0xAC : 0x80))
    let picture = try await saved("#save-png", by: browser)
    let command = try await self.text(of: "#command", in: browser)
    try #require(try program.run(command) == 0, "\(command)")
    #expect(try program.read("why/panel.png") == picture, "\(command)")
  }

  /// Of rows as the file has them too; and what is inside has the features' names.
  @Test func aTablesViewIsKeptAndLookedInto() async throws {
    let program = try ServedProgram(files: ["fruits.csv": Self.fruits])
    try #require(
      try program.run(
        "limn train --data fruits.csv --label-column kind --drop name --hidden 5 --epochs 8 --output fruits.onnx --json > /dev/null 2>&1"
      ) == 0)
    try program.serve(
      "--model fruits.onnx --input fruits.csv --label-column kind --id-column name 2> /dev/null")
    let browser = try await Browser("\(program.address)#row=4&x=1%3A9.5")
    try await browser.wait(
      until: "document.querySelectorAll('#network .unit').length === 5 + 5 + 3")
    #expect(
      try await browser.value(
        of:
          "[...document.querySelectorAll('#network text[text-anchor=end]')].map((t) => t.textContent)"
      ) == #"["colour = green","colour = red","colour = yellow","size","weight"]"#)
    try await browser.run("document.querySelector('#network').focus()")
    for key in ["ArrowDown", "ArrowDown"] { try await browser.press(key) }
    let network = try ONNXModel.read(path: "\(program.folder)/fruits.onnx").network
    let weights = try #require(network.behindCategories?.network.stages[1].dense?.weights)
    let shown = try JSON.decode(
      [String].self,
      from: Array(
        try await browser.value(
          of:
            "[...document.querySelector('#unit .sent').children].map((li) => li.lastChild.textContent.replace('−', '-'))"
        ).utf8))
    #expect(shown.count == 5)
    for (feature, text) in shown.enumerated() {
      let weight = Double(weights[feature, 1])
      #expect(abs((Double(text) ?? .nan) - weight) <= 0.06 * abs(weight), "\(feature): \(text)")
    }
    try await browser.wait(until: "document.querySelectorAll('#unit .rows button').length > 0")
    try await browser.press("Enter")
    try await browser.wait(
      until: "document.querySelector('#reading').textContent.includes('unit 1 of hidden 1')")
    // The row as the file has it: by its name, with what it is.
    try await browser.run(
      "document.querySelector('#no-unit').click(); document.querySelector('#reset').click()")
    try await browser.wait(
      until:
        "/--row 'fruit 4' (?!.*--neuron)/.test(document.querySelector('#command').textContent)")
    let picture = try await saved("#save-png", by: browser)
    let command = try await text(of: "#command", in: browser)
    try #require(try program.run(command) == 0, "\(command)")
    #expect(try program.read("why/panel.png") == picture, "\(command)")
    #expect(browser.errors.isEmpty, "\(browser.errors)")
  }
}
