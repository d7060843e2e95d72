import LimnCore
import LimnTraining
import Testing

/// A rule once more, for one parameter in `Double`, from its paper.
struct PlainRule: Sendable, CustomTestStringConvertible {
  let optimizer: any Optimizer
  /// Weight, memory (two values, from 0), gradient, step number, η and λ.
  let step: @Sendable (inout Double, inout [Double], Double, Double, Double, Double) -> Void
  /// The weights after each of four steps by torch.optim of PyTorch 2.13.0, in float64.
  let recorded: [[Double]]
  var testDescription: String { optimizer.name }
}

/// What the rules' conventions are, where papers and libraries differ: ε stands outside the root;
/// momentum is not dampened and its velocity is in units of the gradient, so a changed rate acts at
/// once; weight decay adds λw to the gradient but for AdamW, which shrinks by ηλ. In all of these
/// PyTorch does the same, so that its values serve as a second oracle.
extension PlainRule {
  static let all: [PlainRule] = [
    PlainRule(
      optimizer: GradientDescent(),
      step: { w, _, g, _, rate, decay in w -= rate * (g + decay * w) },
      recorded: [
        [0.4745, -1.19875, 1.898, 0],
        [0.4615255, -1.27255125, 2.096102, 0],
        [0.5110639745, -1.29627869875, 2.044005898, -0.00625],
        [0.4105529105255, -1.28248242005125, 2.016961892102, -0.00311875],
      ]),
    PlainRule(
      optimizer: Momentum(momentum: 0.9),
      step: { w, v, g, _, rate, decay in
        v[0] = 0.9 * v[0] + g + decay * w
        w -= rate * v[0]
      },
      recorded: [
        [0.4745, -1.19875, 1.898, 0],
        [0.4385755, -1.22642625, 2.004302, 0],
        [0.4558048745, -1.27510844875, 2.047969498, -0.00625],
        [0.3708555066755, -1.30514731917625, 2.060222276702, -0.00874375],
      ]),
    PlainRule(
      optimizer: Nesterov(momentum: 0.9),
      step: { w, v, g, _, rate, decay in
        let g = g + decay * w
        v[0] = 0.9 * v[0] + g
        w -= rate * (g + 0.9 * v[0])
      },
      recorded: [
        [0.45155, -1.152625, 1.8062, 0],
        [0.406287055, -1.2514225125, 2.10014822, 0],
        [0.4714348540955, -1.31899993347625, 2.087336916382, -0.011875],
        [0.294537805408169, -1.33218979274252, 2.07123093638267, -0.0109774375],
      ]),
    PlainRule(
      optimizer: AdaGrad(epsilon: 0.05),
      step: { w, s, g, _, rate, decay in
        let g = g + decay * w
        s[0] += g * g
        w -= rate * g / (s[0].squareRoot() + 0.05)
      },
      recorded: [
        [0.416393442622951, -1.15888888888889, 1.90467289719626, 0],
        [0.377934245671787, -1.23671167917573, 1.99162802351472, 0],
        [0.457627500781283, -1.26096689819553, 1.96939025778555, -0.0555555555555556],
        [0.374352616919921, -1.24706478793322, 1.95793258547905, -0.0290790212316836],
      ]),
    PlainRule(
      optimizer: RMSprop(decay: 0.9, epsilon: 0.05),
      step: { w, s, g, _, rate, decay in
        let g = g + decay * w
        s[0] = 0.9 * s[0] + 0.1 * g * g
        w -= rate * g / (s[0].squareRoot() + 0.05)
      },
      recorded: [
        [0.304804235221864, -1.00833078588146, 1.72621295276352, 0],
        [0.211034373124102, -1.23256406319302, 1.9913974029811, 0],
        [0.429816948611131, -1.30546181397616, 1.92037032798677, -0.0895874507376226],
        [0.18456719374366, -1.26170256082046, 1.88205349188416, -0.0445199879965773],
      ]),
    PlainRule(
      optimizer: Adam(beta1: 0.8, beta2: 0.95, epsilon: 0.05),
      step: { w, memory, g, t, rate, decay in
        adam(&w, &memory, g + decay * w, t, rate)
      },
      recorded: [
        [0.416393442622951, -1.15888888888889, 1.90467289719626, 0],
        [0.342529892968934, -1.18539179977675, 1.94420315256434, 0],
        [0.366985070645247, -1.22057471620604, 1.95658392967697, -0.0294403585566457],
        [0.323923235511939, -1.23802676408171, 1.95831489663635, -0.0367426062162935],
      ]),
    PlainRule(
      optimizer: AdamW(Adam(beta1: 0.8, beta2: 0.95, epsilon: 0.05)),
      step: { w, memory, g, t, rate, decay in
        w -= rate * decay * w
        adam(&w, &memory, g, t, rate)
      },
      recorded: [
        [0.416166666666667, -1.15784090909091, 1.9027619047619, 0],
        [0.342388566433889, -1.18484250222523, 1.94142902769768, 0],
        [0.367555322000029, -1.22066309091068, 1.95327218261654, -0.0294403585566457],
        [0.324628919668223, -1.23916731747556, 1.95469613954089, -0.0368357240374435],
      ]),
  ]

  /// Algorithm 1 of Kingma and Ba with β₁ = 0.8, β₂ = 0.95, ε = 0.05; βᵗ multiplied out.
  private static func adam(
    _ w: inout Double, _ memory: inout [Double], _ g: Double, _ t: Double, _ rate: Double
  ) {
    memory[0] = 0.8 * memory[0] + 0.2 * g
    memory[1] = 0.95 * memory[1] + 0.05 * g * g
    let power = { (beta: Double) in (0..<Int(t)).reduce(1) { product, _ in product * beta } }
    let (mean, square) = (memory[0] / (1 - power(0.8)), memory[1] / (1 - power(0.95)))
    w -= rate * mean / (square.squareRoot() + 0.05)
  }
}

@Suite struct OptimizerTests {
  /// What the values were recorded with: η = 0.1, λ = 0.01. The decay moves a weight by 5e-4 a step,
  /// a misplaced ε by more; `Float` rounds to 1e-7.
  @Test(arguments: PlainRule.all)
  func stepsAreThoseOfPyTorch(rule: PlainRule) {
    var values = Matrix(row: [0.5, -1.25, 2, 0])
    let gradients: [[Float]] = [
      [0.25, -0.5, 1, 0], [0.125, 0.75, -2, 0], [-0.5, 0.25, 0.5, 0.0625],
      [1, -0.125, 0.25, -0.03125],
    ]
    var state = OptimizerState(rule.optimizer, parameterCount: 4)
    #expect(rule.recorded.count == gradients.count)
    for (gradient, expected) in zip(gradients, rule.recorded) {
      state.step(
        &values, gradient: Matrix(row: gradient), learningRate: 0.1, weightDecay: 0.01)
      for i in 0..<4 { #expect(abs(Double(values[0, i]) - expected[i]) < 1e-6, "\(i)") }
    }
    #expect(state.steps == 4)
  }

  /// Sizes with and without a rest beside whole vectors of 4 or 8; gradients from 1e-6 to 10, some 0;
  /// a rate that changes on the way.
  @Test(arguments: PlainRule.all, [1, 8, 37])
  func stepsAreThoseOfThePaper(rule: PlainRule, count: Int) {
    var stream = RandomStream(seed: UInt64(count))
    var values = Matrix(rows: 1, columns: count)
    for i in 0..<count { values[0, i] = Float(stream.normal()) }
    var plain = values.elements.map(Double.init)
    var memory = [[Double]](repeating: [0, 0], count: count)
    var state = OptimizerState(rule.optimizer, parameterCount: count)
    for step in 1...30 {
      let rate = step < 15 ? 0.02 : 0.005
      var gradient = Matrix(rows: 1, columns: count)
      for i in 0..<count {
        let size = [1e-6, 1e-3, 1, 10][i % 4]
        gradient[0, i] = step % 7 == 0 ? 0 : Float(size * stream.normal())
      }
      state.step(&values, gradient: gradient, learningRate: rate, weightDecay: 0.05)
      for i in 0..<count {
        rule.step(&plain[i], &memory[i], Double(gradient[0, i]), Double(step), rate, 0.05)
      }
    }
    // Thirty roundings of weights, velocities and updates of up to 20.
    for i in 0..<count {
      #expect(abs(Double(values[0, i]) - plain[i]) < 1e-5 * max(1, abs(plain[i])), "\(i)")
    }
  }

  /// Bias correction: whatever the betas, the first step of Adam is η·sign(g), as long as ε is small.
  @Test func adamsFirstStepIsTheRate() {
    var values = Matrix(row: [0, 0, 0])
    var state = OptimizerState(Adam(beta1: 0.99, beta2: 0.9999), parameterCount: 3)
    state.step(&values, gradient: Matrix(row: [1e-3, -5, 100]), learningRate: 0.25)
    for (found, expected) in zip(values.elements, [-0.25, 0.25, -0.25]) {
      #expect(abs(Double(found) - expected) < 1e-5)
    }
  }

  /// Decoupled decay shrinks by ηλ whatever the gradient; coupled decay drowns in a large one.
  @Test func adamWShrinksWeightsWhateverTheGradient() {
    func moved(_ optimizer: any Optimizer, decay: Double) -> Double {
      var values = Matrix(row: [2])
      var state = OptimizerState(optimizer, parameterCount: 1)
      state.step(
        &values, gradient: Matrix(row: [1000]), learningRate: 0.01, weightDecay: decay)
      return Double(values[0, 0])
    }
    #expect(abs(moved(AdamW(), decay: 0) - moved(AdamW(), decay: 0.5) - 0.01) < 1e-6)
    #expect(abs(moved(Adam(), decay: 0) - moved(Adam(), decay: 0.5)) < 1e-6)
  }

  @Test func namesAndSettingsAreThoseOfTheRules() {
    #expect(
      StandardOptimizer.allCases.map(\.optimizer.name) == [
        "sgd", "sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw",
      ])
    #expect(
      StandardOptimizer.allCases.map(\.rawValue) == [
        "gradient-descent", "sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw",
      ])
    #expect(StandardOptimizer.allCases.filter(\.usesWholeSet) == [.gradientDescent])
    #expect(AdamW().hyperparameters.map(\.value) == [0.9, 0.999, 1e-8])
    #expect(RMSprop().hyperparameters.map(\.value) == [0.99, 1e-8])
    #expect(AdaGrad().hyperparameters.map(\.value) == [1e-10])
    #expect(Nesterov().hyperparameters.map(\.value) == [0.9])
  }
}
