import LimnCore
import LimnData
import LimnNetwork
import LimnTraining
import Testing

@Suite struct LossSurfaceTests {
  private struct Run {
    let trainer: Trainer
    let path: TrainingPath
    let training: LabeledSet
  }

  private func run(epochs: Int) throws -> Run {
    let training = try DigitSets.training().examples(at: Array(0..<100))
    let start = try NetworkArchitecture.digits(hidden: [8]).network(seed: 0)
    var trainer = try Trainer(
      start, on: training, options: TrainingOptions(epochs: epochs, earlyStopping: nil))
    var path = TrainingPath(from: start)
    while let record = try trainer.nextEpoch() { path.append(trainer.network, epoch: record.epoch) }
    return Run(trainer: trainer, path: path, training: training)
  }

  @Test func theTrainedNetworkIsTheOrigin() throws {
    let run = try run(epochs: 8)
    let surface = try LossSurface(
      around: run.trainer.network, path: run.path, on: run.training, points: 5)
    #expect(surface.path.map(\.epoch) == Array(0...8))
    let last = try #require(surface.path.last).position
    #expect(abs(last.x) < 1e-6 && abs(last.y) < 1e-6)
    #expect(surface.losses.count == 25)
    #expect((surface.columns.count, surface.rows.count) == (5, 5))
    #expect(surface.shares.x >= surface.shares.y && surface.shares.x + surface.shares.y <= 1 + 1e-9)
  }

  /// A path on a plane is held by it whole, and distances on the plane are those between parameters.
  @Test func distancesAreThoseOfTheParameters() throws {
    let run = try run(epochs: 2)
    let surface = try LossSurface(
      around: run.trainer.network, path: run.path, on: run.training, points: 3)
    // Three states span a plane.
    #expect(abs(surface.shares.x + surface.shares.y - 1) < 1e-6)
    let start = try NetworkArchitecture.digits(hidden: [8]).network(seed: 0)
    let pairs = zip(start.layers, run.trainer.network.layers).flatMap { a, b in
      zip(a.parameters, b.parameters).flatMap { zip($0.values.elements, $1.values.elements) }
    }
    let distance = pairs.reduce(0.0) { $0 + Double($1.0 - $1.1) * Double($1.0 - $1.1) }
      .squareRoot()
    let first = surface.path[0].position
    #expect(abs((first.x * first.x + first.y * first.y).squareRoot() / distance - 1) < 1e-5)
  }

  /// On the path's states that lie in the plane the loss is the one the run had there.
  @Test func lossesAreThoseOfTheNetworkMoved() throws {
    let run = try run(epochs: 2)
    let surface = try LossSurface(
      around: run.trainer.network, path: run.path, on: run.training, points: 21)
    let trained = Performance(of: run.trainer.network, on: run.training).loss
    // The grid's nearest point to the origin differs from it by half a step at most.
    let near = surface.losses.indices.min {
      func distance(_ index: Int) -> Double {
        let (x, y) = (surface.columns[index % 21], surface.rows[index / 21])
        return x * x + y * y
      }
      return distance($0) < distance($1)
    }
    let index = try #require(near)
    let neighbours = [index - 1, index + 1, index - 21, index + 21].map { surface.losses[$0] }
    let (low, high) = (neighbours.min() ?? .nan, neighbours.max() ?? .nan)
    #expect(trained > low - (high - low) && trained < high + (high - low))
  }

  @Test func workersDoNotMatter() throws {
    let run = try run(epochs: 3)
    let surfaces = try [1, 3].map {
      try LossSurface(
        around: run.trainer.network, path: run.path, on: run.training, points: 5,
        work: Work(workers: $0))
    }
    #expect(surfaces[0].losses == surfaces[1].losses)
  }

  @Test(arguments: [1, 0, -1, 10_001]) func aGridHasTwoPointsASide(points: Int) throws {
    let run = try run(epochs: 1)
    #expect(
      throws: TrainingError.setting(name: "points", value: Double(points), allowed: .grid)
    ) { try LossSurface(around: run.trainer, path: run.path, points: points) }
  }

  @Test func aPathThatSpansNoPlaneIsAnError() throws {
    let run = try run(epochs: 1)
    #expect(throws: TrainingError.shortPath(states: 2)) {
      try LossSurface(
        around: run.trainer.network, path: run.path, on: run.training, points: 3)
    }
  }
}
