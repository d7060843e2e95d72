/// Renumbers the surfaces in an SVG file from 0, in order of appearance.
///
/// Cairo numbers surfaces consecutively over the lifetime of the process, so without this a
/// figure's file would depend on what was drawn before. Cost: one pass over the file.
func withCanonicalIdentifiers(_ svg: [UInt8]) -> [UInt8] {
  // The prefixes of surface numbers in Cairo up to 1.16, and from 1.18 on.
  let markers = ["surface", "image", "source-"].flatMap { kind in
    ["\"\(kind)", "#\(kind)"].map { Array($0.utf8) }
  }
  var numbers: [[UInt8]: Int] = [:]
  var result: [UInt8] = []
  result.reserveCapacity(svg.count)
  var position = 0
  while position < svg.count {
    let byte = svg[position]
    guard byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "#"),
      let marker = markers.first(where: { svg[position...].starts(with: $0) })
    else {
      result.append(byte)
      position += 1
      continue
    }
    let digits = Array(
      svg[(position + marker.count)...].prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")) ~= $0 })
    result += marker
    position += marker.count + digits.count
    guard !digits.isEmpty else { continue }
    let number = numbers[digits, default: numbers.count]
    numbers[digits] = number
    result += Array(String(number).utf8)
  }
  return result
}
