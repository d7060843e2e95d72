import LimnAttribution
import LimnCore
import LimnNetwork
import Testing

@Suite struct TabularLIMETests {
  /// Columns of different units, the last one constant.
  private var background: Matrix {
    var stream = RandomStream(seed: 4)
    let scales: [Float] = [1, 10, 0.1, 5, 0]
    return Matrix(rows: 200, columns: 5) { target in
      for index in target.indices { target[index] = 2 + scales[index % 5] * Float(stream.normal()) }
    }
  }

  private let weights: [Float] = [1, -0.2, 8, 0.5, 3]

  private var linear: BlackBox {
    BlackBox(inputShape: .vector(5), outputCount: 1, scoreKind: .logits) { batch in
      batch.affine(Matrix(rows: 5, columns: 1, elements: weights), bias: [1])
    }
  }

  private let row: [Float] = [3, -4, 2.05, 9, 2]

  /// `w (x − mean)` for each feature that varies; the constant one takes no part.
  @Test func aLinearModelExplainsItself() throws {
    let background = background
    let found = try TabularLIME(linear, background: background, samples: 1000, ridge: 0)
      .attribution(of: row, objective: .logit(0))
    for feature in 0..<4 {
      let mean = (0..<200).reduce(0.0) { $0 + Double(background[$1, feature]) } / 200
      let expected = Double(weights[feature]) * (Double(row[feature]) - mean)
      #expect(abs(found.values[feature] - expected) < 1e-4)
    }
    #expect(found.values[4] == 0)
    #expect(abs(found.completenessGap) < 1e-3)
    #expect(found.evaluations == 1000)
    #expect(found.notes == [])
  }

  /// The rows as the model saw them, standardised and fitted by the normal equations.
  @Test func isThePlainRegression() throws {
    let background = background
    let recorder = Recorder(width: 5) { x in
      max(0, x[0] - 2) * x[1] + x[2] * x[2] * 10 - abs(x[3] - 4)
    }
    for representation in TabularLIME.Representation.allCases {
      let seen = recorder.rows.count
      let found = try TabularLIME(
        recorder.model, background: background, representation: representation,
        samples: 150, seed: 2
      ).attribution(of: row, objective: .logit(0))
      // The background's mean comes last and is no sample.
      let rows = recorder.rows[seen...].dropLast()
      let columns = (0..<4).map { feature in (0..<200).map { Double(background[$0, feature]) } }
      let means = columns.map { $0.reduce(0, +) / 200 }
      let deviations = zip(columns, means).map { column, mean in
        (column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 200).squareRoot()
      }
      func represent(_ values: [Double]) -> [Double] {
        (0..<4).map { feature in
          if representation == .standardised {
            return (values[feature] - means[feature]) / deviations[feature]
          }
          // NumPy's quartiles of 200 values, and on which side of each the value and the row lie.
          let sorted = columns[feature].sorted()
          return [49.75, 99.5, 149.25].allSatisfy { place in
            let below = sorted[Int(place)]
            let quartile = below + (place - Double(Int(place))) * (sorted[Int(place) + 1] - below)
            return (values[feature] > quartile) == (Double(row[feature]) > quartile)
          } ? 1 : 0
        }
      }
      let points = rows.map { represent($0.row) }
      let origin = represent(row.map(Double.init))
      let reference = SurrogateReference(
        points: points, scores: rows.map(\.score),
        weights: points.map { point in
          let square = zip(point, origin).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
          return SurrogateReference.kernel(square, width: 1.5)
        }, ridge: 1)
      for feature in 0..<4 {
        let part = representation == .standardised ? origin[feature] : 1
        // Standardised points go through the model's `Float` rows here.
        #expect(abs(found.values[feature] - reference.coefficients[feature] * part) < 1e-4)
      }
      // The jackknife, and in quadrature what the penalty took: the fit's own fit.
      let again = SurrogateReference(
        points: points,
        scores: points.map { zip($0, reference.coefficients).reduce(0) { $0 + $1.0 * $1.1 } },
        weights: reference.weights, ridge: 1)
      let jackknife = reference.jackknife(clusters: points.indices.map { [$0] })
      let errors = try #require(found.standardErrors)
      for feature in 0..<4 {
        let part = representation == .standardised ? abs(origin[feature]) : 1
        let shrunk = reference.coefficients[feature] - again.coefficients[feature]
        let expected = (jackknife[feature] * jackknife[feature] + shrunk * shrunk).squareRoot()
        #expect(abs(errors[feature] - expected * part) < 1e-4 * expected)
      }
      let fit = try #require(found.fit)
      #expect(abs((fit.rSquared ?? 0) - reference.rSquared) < 1e-5)
      let local = zip(reference.coefficients, origin).reduce(reference.intercept) {
        $0 + $1.0 * $1.1
      }
      #expect(abs(fit.localPrediction - local) < 1e-4)
    }
  }

  /// A network takes the perturbations straight to its first layer; a closure of it is shown the rows.
  @Test(arguments: TabularLIME.Representation.allCases)
  func networkAndClosureAgree(representation: TabularLIME.Representation) throws {
    var stream = RandomStream(seed: 9)
    func normals(_ rows: Int, _ columns: Int) -> Matrix {
      Matrix(
        rows: rows, columns: columns,
        elements: (0..<rows * columns).map { _ in Float(stream.normal()) })
    }
    let network = try Network(
      inputShape: .vector(5),
      layers: [
        Scaling(shift: [0, 1, 2, 3, 4], factor: [1, 0.1, 10, 0.2, 1]),
        Dense(weights: normals(5, 20), bias: normals(1, 20).elements), ReLU(),
        Dense(weights: normals(20, 3), bias: normals(1, 3).elements), Softmax(),
      ])
    let closure = BlackBox(inputShape: .vector(5), outputCount: 3, scoreKind: .logits) {
      network.scores(of: $0)
    }
    let objectives: [[Objective]] = [[.logit(1, against: 2)], [.probability(0), .logit(2)]]
    for objectives in objectives {
      func explain(_ model: any Model) throws -> [Attribution] {
        try TabularLIME(
          model, background: background, representation: representation, samples: 3000
        ).attributions(of: row, objectives: objectives)
      }
      for (found, expected) in zip(try explain(network), try explain(closure)) {
        // Scores of size 10 in `Float`.
        for feature in 0..<5 {
          #expect(abs(found.values[feature] - expected.values[feature]) < 1e-4)
        }
        #expect(abs(found.scoreAtInput - expected.scoreAtInput) < 1e-4)
        #expect(found.scoreAtBaseline == expected.scoreAtBaseline)
      }
    }
  }

  /// Scales, and the steps that draws take by them, belong to the background that is set, not to the
  /// first one.
  @Test func anotherBackgroundHasOtherScales() throws {
    let network = try Network(
      inputShape: .vector(5), layers: [Dense(weights: Matrix(row: weights).transposed, bias: [1])])
    for model in [linear, network] as [any Model] {
      var lime = try TabularLIME(model, background: background, samples: 100)
      let before = try lime.attribution(of: row, objective: .logit(0))
      lime.background = background.map { 3 * $0 }
      let after = try lime.attribution(of: row, objective: .logit(0))
      let fresh = try TabularLIME(model, background: lime.background, samples: 100)
        .attribution(of: row, objective: .logit(0))
      #expect(after == fresh)
      #expect(after.values != before.values)
    }
  }

  @Test func sameSeedSameBitsForAnyWorkers() throws {
    let inputs = background.rows(0..<6)
    for representation in TabularLIME.Representation.allCases {
      func explain(workers: Int, seed: UInt64 = 1) throws -> [Attribution] {
        try TabularLIME(
          linear, background: background, representation: representation, samples: 200,
          seed: seed
        ).attributions(of: inputs, objectives: inputs.rowObjectives, work: Work(workers: workers))
      }
      let one = try explain(workers: 1)
      #expect(try explain(workers: 2) == one)
      #expect(try explain(workers: 8) == one)
      #expect(try explain(workers: 2, seed: 2)[0].values != one[0].values)
    }
  }

  @Test func refusals() {
    func refuses(_ error: AttributionError, _ lime: @autoclosure () throws -> TabularLIME) {
      #expect(throws: error) { try lime() }
    }
    refuses(.emptyBackground, try TabularLIME(linear, background: Matrix(rows: 0, columns: 5)))
    refuses(
      .backgroundWidth(found: 4, expected: 5),
      try TabularLIME(linear, background: Matrix(rows: 3, columns: 4)))
    refuses(
      .outOfRange(setting: "kernel-width", found: "0", range: "from 1e-06 to 1000000"),
      try TabularLIME(linear, background: background, kernelWidth: 0))
    refuses(
      .outOfRange(setting: "ridge", found: "-1", range: "from 0 to 1000000000000"),
      try TabularLIME(linear, background: background, ridge: -1))
    refuses(
      .outOfRange(setting: "samples", found: "2", range: "from 4 to 100000000"),
      try TabularLIME(linear, background: background, samples: 2))
  }
}

extension Matrix {
  fileprivate var rowObjectives: [Objective] { (0..<rows).map { _ in .logit(0) } }
}
