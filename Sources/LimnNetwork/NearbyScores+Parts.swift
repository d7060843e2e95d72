import LimnCore

/// Cutting regions out of maps and pasting them back.
extension NearbyScores {
  /// The wanted part of a value for each picture: taken from what was computed in its region,
  /// otherwise from the base picture, and outside the map from a constant.
  func crop(
    _ value: Int, _ wanted: Region, from found: Matrix?, _ region: Region?, outside: Float
  ) -> Matrix {
    guard let map = maps[value], let found, let region else {
      preconditionFailure("a value with a region is maps")
    }
    let (base, size) = (values[value], wanted.height * wanted.width)
    return Matrix(rows: found.rows, columns: map.channels * size) { target in
      base.elements.withUnsafeBufferPointer { base in
        found.elements.withUnsafeBufferPointer { near in
          for row in 0..<found.rows {
            let (top, left) = (wanted.tops[row], wanted.lefts[row])
            let columns = max(0, -left)..<max(max(0, -left), min(wanted.width, map.width - left))
            for channel in 0..<map.channels {
              for y in 0..<wanted.height {
                let start = ((row * map.channels + channel) * wanted.height + y) * wanted.width
                let line = top + y
                guard line >= 0, line < map.height else {
                  for x in 0..<wanted.width { target[start + x] = outside }
                  continue
                }
                let source = (channel * map.height + line) * map.width + left
                for x in 0..<columns.lowerBound { target[start + x] = outside }
                for x in columns { target[start + x] = base[source + x] }
                for x in columns.upperBound..<wanted.width { target[start + x] = outside }
                let inner = line - region.tops[row]
                guard inner >= 0, inner < region.height else { continue }
                let shift = region.lefts[row] - left
                let from = ((row * map.channels + channel) * region.height + inner) * region.width
                for x in max(
                  0, -shift)..<max(max(0, -shift), min(region.width, wanted.width - shift))
                {
                  target[start + shift + x] = near[from + x]
                }
              }
            }
          }
        }
      }
    }
  }

  /// Cuts the regions out of whole values.
  func cut(_ region: Region, from values: Matrix, value: Int) -> Matrix {
    guard let map = maps[value] else { preconditionFailure("a value with a region is maps") }
    return Matrix(
      rows: values.rows, columns: map.channels * region.height * region.width
    ) { target in
      var place = 0
      values.elements.withUnsafeBufferPointer { source in
        for row in 0..<values.rows {
          for channel in 0..<map.channels {
            for y in region.tops[row]..<region.tops[row] + region.height {
              let start =
                row * values.columns + (channel * map.height + y) * map.width + region.lefts[row]
              for x in 0..<region.width { target[place + x] = source[start + x] }
              place += region.width
            }
          }
        }
      }
    }
  }

  /// The whole value of each picture: the base picture's value with the region pasted in.
  func pasted(_ part: Matrix, _ region: Region, value: Int) -> Matrix {
    guard let map = maps[value] else { preconditionFailure("a value with a region is maps") }
    let base = values[value]
    return Matrix(rows: part.rows, columns: base.columns) { target in
      base.elements.withUnsafeBufferPointer { base in
        part.elements.withUnsafeBufferPointer { part in
          var place = 0
          for row in 0..<region.tops.count {
            let start = row * base.count
            for i in base.indices { target[start + i] = base[i] }
            for channel in 0..<map.channels {
              for y in region.tops[row]..<region.tops[row] + region.height {
                let line = start + (channel * map.height + y) * map.width + region.lefts[row]
                for x in 0..<region.width { target[line + x] = part[place + x] }
                place += region.width
              }
            }
          }
        }
      }
    }
  }
}
