import LimnCore
import LimnData

/// The rows of a chunk that can be explained, and the reasons why the others cannot.
struct ChunkBatch {
  /// The chunk's rows, counted from the run's first.
  let range: Range<Int>
  /// The indices of the good rows, counted from the chunk's first.
  private(set) var good: [Int]
  /// `good.count × width`.
  private(set) var values: Matrix
  private(set) var bad: [Int: BadRow] = [:]

  /// Reads the rows in `range`.
  ///
  /// - Throws: `FileError`, `DataError`; `ReportError.nonFiniteInput`, `.badPicture` if bad rows
  ///   are refused.
  init(_ range: Range<Int>, of inputs: ReportInputs, badRows: RunPlan.BadRows) throws {
    self.range = range
    do {
      values = try inputs.values(range)
      good = Array(0..<range.count)
    } catch let error as DataError where BadRow(error) != nil {
      guard badRows == .skip else {
        if case .nonFinite(let file, let row, let column) = error {
          throw ReportError.nonFiniteInput(file: file, row: row, column: column)
        }
        throw ReportError.badPicture(error)
      }
      var (kept, elements, bad) = ([Int](), [Float](), [Int: BadRow]())
      for (offset, row) in range.enumerated() {
        do {
          elements += try inputs.values(row..<row + 1).elements
          kept.append(offset)
        } catch let error as DataError {
          guard let reason = BadRow(error) else { throw error }
          bad[offset] = reason
        }
      }
      good = kept
      values = Matrix(rows: kept.count, columns: inputs.shape.count, elements: elements)
      self.bad = bad
    }
  }

  /// Moves the good row at `index` to the bad ones.
  mutating func exclude(_ index: Int, as reason: BadRow) {
    bad[good[index]] = reason
    good.remove(at: index)
    values = values.rows(at: values.rowIndices(without: index))
  }

  /// Distributes `values`, which has `good.count` rows, over all rows of the chunk, with NaN in the
  /// bad ones.
  func spread(_ values: [Float], width: Int) -> [Float] {
    guard !bad.isEmpty else { return values }
    var result = [Float](repeating: .nan, count: range.count * width)
    for (index, row) in good.enumerated() {
      result.replaceSubrange(
        row * width..<(row + 1) * width, with: values[index * width..<(index + 1) * width])
    }
    return result
  }
}

extension BadRow {
  /// The reason why a single row of the inputs cannot be explained; `nil` for an error that
  /// concerns all rows.
  fileprivate init?(_ error: DataError) {
    switch error {
    case .nonFinite(_, _, let column): self = .nonFiniteInput(column: column)
    case .badImage(_, let fault):
      let reason = "\(fault)"
      self = .badPicture(reason: reason.hasSuffix(".") ? String(reason.dropLast()) : reason)
    case .wrongImageSize(_, let width, let height, let expectedWidth, let expectedHeight):
      self = .badPicture(
        reason:
          "it has \(width)×\(height) pixels, and the model takes \(expectedWidth)×\(expectedHeight)"
      )
    case .noInk:
      self = .badPicture(reason: "it has no ink to centre")
    default: return nil
    }
  }
}

extension Matrix {
  fileprivate func rowIndices(without index: Int) -> [Int] {
    (0..<rows).filter { $0 != index }
  }
}
