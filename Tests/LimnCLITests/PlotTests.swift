import Limn
import Testing

@Suite struct PlotTests {
  @Test(arguments: [
    "network", "network --view neurons --strongest 2", "weights", "activations --digit 17",
    "units --part test", "confusion --part test",
  ])
  func everyPlotInEveryFormat(_ plot: String) throws {
    let folder = try Folder()
    for format in FigureFormat.allCases {
      let name = "plot.\(format.rawValue)"
      let outcome = try limn("plot \(plot) --output \(name)", in: folder)
      #expect(outcome == Command.Outcome(status: 0, output: "Written to \(name)\n", error: ""))
      let bytes = try folder.bytes(name)
      switch format {
      case .svg: #expect(bytes.starts(with: Array("<?xml".utf8)))
      case .pdf: #expect(bytes.starts(with: Array("%PDF".utf8)))
      case .png:
        let image = try PNG.decode(bytes)
        #expect(image.width > 400 && image.height > 300)
        #expect(image.text.contains(PNG.Text("Software", "Limn")))
      }
    }
    #expect(folder.names() == ["plot.pdf", "plot.png", "plot.svg"])
  }

  @Test(arguments: [
    ("network --output x.jpg", Int32(64), "must end in .png, .svg or .pdf"),
    ("network --strongest 0 --view neurons --output x.png", Int32(64), "at least 1"),
    ("network --strongest 2 --output x.png", Int32(64), "belongs to --view neurons"),
    ("network --scale 0 --output x.png", Int32(64), "--scale must be from 0.01 to 16, not 0.0"),
    ("activations --output x.png", Int32(64), "Name an input"),
    ("activations --digit 1797 --output x.png", Int32(66), "no digit 1797"),
    ("units --unit 64 --output x.png", Int32(64), "no unit 64"),
    ("units --layer 3 --output x.png", Int32(64), "no layer 3"),
    ("confusion --input x.npy --output x.png", Int32(64), "--input needs its classes"),
    ("confusion --input x.npy --labels y.npy --output x.png", Int32(66), "x.npy"),
    ("network --output none/x.png", Int32(73), "none/x.png"),
  ])
  func refusalsNameWhatIsWrongAndLeaveNoFile(
    _ plot: String, status: Int32, said: String
  ) throws {
    let folder = try Folder()
    let outcome = try limn("plot \(plot)", in: folder)
    #expect(outcome.status == status)
    #expect(outcome.error.contains(said), "\(outcome.error)")
    #expect(folder.names().isEmpty)
  }

  @Test func vectorsAreNoPictures() throws {
    let folder = try Folder()
    try folder.put("m.onnx", try TestModels.file(try TestModels.vector()))
    let outcome = try limn("plot weights --model m.onnx --show units --output w.png", in: folder)
    #expect(outcome.status == 64)
    #expect(outcome.error.hasPrefix("Error: the model takes 4 values, which do not form an image"))
    #expect(folder.names() == ["m.onnx"])
  }

  @Test func confusionOfAUsersOwnSet() throws {
    let folder = try Folder()
    let rows = Digits.all.inputs.rows(0..<20)
    try NPYWriter.write(rows.elements, shape: [20, 8, 8], to: "\(folder.path)/x.npy")
    let labels = Digits.all.labels[..<20].map { "\($0)\n" }.joined()
    try folder.put("y.csv", labels)
    let command = "plot confusion --input x.npy --labels y.csv --output c.png --json"
    let outcome = try limn(command, in: folder)
    #expect(outcome.status == 0, "\(outcome.error)")
    let json = try JSON(outcome.output).object
    let counts = try #require(json?["counts"]?.array).compactMap(\.numbers)
    #expect(counts.flatMap { $0 }.reduce(0, +) == 20)
    #expect(json?["set"]?.text == "x.npy")
    try folder.put("y.csv", labels + "3\n")
    #expect(try limn(command, in: folder).status == 65)
    try folder.put("y.csv", "10\n" + labels.dropFirst(2))
    let bad = try limn(command, in: folder)
    #expect(bad.status == 65)
    #expect(bad.error.contains("row 0"), "\(bad.error)")
  }

  @Test func summaryPrintsTheTable() throws {
    let folder = try Folder()
    let table = try limn("summary", in: folder)
    #expect(table.status == 0)
    let lines = table.output.split(separator: "\n").map(String.init)
    #expect(lines.contains { $0.hasPrefix("dense 1") && $0.hasSuffix("4,160") })
    #expect(lines.last == "4,810 parameters, 19,240 bytes")
    let json = try JSON(limn("summary --json", in: folder).output).object
    #expect(json?["parameters"]?.number == 4810)
    let layers = try #require(json?["layers"]?.objects)
    #expect(layers.compactMap { $0["parameters"]?.number }.reduce(0, +) == 4810)
  }
}
