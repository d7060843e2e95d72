import Limn

extension GraphicsError: TellableError {
  var complaint: Complaint {
    switch self {
    case .notAPNG:
      Complaint("not a PNG file.", .badData)
    case .corruptPNG(let reason):
      Complaint("the PNG is damaged: \(reason).", .badData)
    case .imageTooLarge(let width, let height):
      Complaint(
        "a picture of \(width)×\(height) pixels is too large: at most \(PNG.maximumSide) a side and "
          + "\(PNG.maximumPixels) in all. With a smaller --scale it becomes smaller.", .badData)
    case .cannotEncodePNG(let reason):
      Complaint("the PNG cannot be written: \(reason).", .internalError)
    case .badKeyword(let keyword):
      Complaint("\"\(keyword)\" is no keyword of a PNG's text.", .internalError)
    case .nonFiniteValue(let index):
      Complaint("value \(index) of a picture is not a finite number.", .internalError)
    case .valueBeyondScale(let value, let limit):
      Complaint("\(value) lies beyond the colour scale's end, \(limit).", .internalError)
    case .badRange(let lower, let upper):
      Complaint("\(lower) to \(upper) is no range that can be drawn.", .internalError)
    case .cannotDraw(let reason):
      Complaint("the picture cannot be drawn: \(reason).", .internalError)
    case .cannotShape(let text, let reason):
      Complaint(
        "the text \(text.quoted) needs the library Pango, which is not there (\(reason)): install "
          + "libpangocairo-1.0-0, or pango from Homebrew.", .unavailable)
    case .unknownFormat(let path):
      Complaint("\(path) must end in .png, .svg or .pdf.", .usage)
    }
  }
}

extension FigureError: TellableError {
  var complaint: Complaint {
    switch self {
    case .nothingToShow:
      Complaint("there is nothing to show.", .badData)
    case .shapeMismatch(let method, let found, let expected):
      Complaint("\(method) has the shape \(found) in place of \(expected).", .internalError)
    case .unsuitableShape(let shape):
      Complaint(
        "the model takes \(shape) values, which are no picture to be seen as one: say with --shape "
          + "which picture the vector is.", .usage)
    case .noScale(let method):
      Complaint("there is no colour scale for \(method).", .internalError)
    case .nonFinite(let place, let index):
      Complaint("value \(index) of \(place) is not a finite number.", .badData)
    case .noEpochs(let runs):
      Complaint(
        "no epoch was completed in \(runs.joined(separator: ", ")): there is nothing to draw.",
        .badData)
    case .tooManyRuns(let count, let most):
      Complaint("\(count) runs are too many to tell apart in a figure of at most \(most).", .usage)
    case .noSuchLayer(let layer, let count):
      Complaint("there is no layer \(layer): the dense layers are 1 to \(count).", .usage)
    case .noSuchUnit(let unit, let count):
      Complaint("there is no unit \(unit): the layer's are 0 to \(count - 1).", .usage)
    }
  }
}
