/// An interaction of three players that the observations single out: a game `w χ(S)` of the parity
/// `χ(S) = s_i s_j s_k` of the players' signs, with a normal prior on w.
///
/// Trees of depth three are sums of few such games, which a kernel that treats all triples alike
/// cannot tell from noise. Paired coalitions see only the odd part of a game, and three is the
/// lowest odd order above the linear part.
struct RelevantInteraction: Sendable, Equatable {
  /// The three players, in ascending order.
  let players: [Int]
  /// The prior variance of w, relative to the kernel's.
  let variance: Double

  /// The Shapley value of each of the three players in the game χ, in which N has the value 1 and ∅
  /// the value −1.
  static let valueOfMember = 2.0 / 3

  /// χ for rows of signs, rows × players.
  func parities(_ signs: [Double], players n: Int) -> [Double] {
    (0..<signs.count / n).map { row in
      signs[row * n + players[0]] * signs[row * n + players[1]] * signs[row * n + players[2]]
    }
  }
}
