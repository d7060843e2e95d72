import ArgumentParser

/// The options for watching a training run and for the files about it.
struct WatchOptions: ParsableArguments {
  @Flag(help: "Redraw the curves in the terminal while training.")
  var live = false

  @Option(
    help: ArgumentHelp(
      "Where to draw the curves, with a diagnosis in words.", valueName: "file.png|.svg|.pdf"),
    completion: .file(extensions: ["png", "svg", "pdf"]))
  var figure: String?

  @Option(
    help: ArgumentHelp(
      "Where to draw the loss around the trained network, with the training path.",
      valueName: "file.png|.svg|.pdf", visibility: .rare),
    completion: .file(extensions: ["png", "svg", "pdf"]))
  var surface: String?

  @Option(
    help: ArgumentHelp(
      "Where to put an event file for TensorBoard: scalars, histograms of weights and gradients, "
        + "an image of the first layer.", valueName: "folder", visibility: .rare),
    completion: .directory)
  var tensorboard: String?
}
