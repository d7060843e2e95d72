/// The Gauss-Kronrod pair of 7 and 15 nodes on [0, 1]. The 15 nodes include the 7, so one set of
/// function values gives two integrals; their difference is a conservative estimate of the finer
/// rule's error.
///
/// Nodes and weights: Kronrod 1965, as tabulated in QUADPACK (Piessens et al. 1983, QK15). The
/// finer rule is exact for polynomials up to degree 22, the coarser up to degree 13.
public enum GaussKronrod {
  /// A node with its weight in each rule.
  public struct Node: Sendable, Hashable {
    /// The position, in `0...1`.
    public let position: Double
    /// The weight in the 15-node rule; these sum to 1.
    public let weight: Double
    /// The weight in the 7-node rule, 0 if that rule does not have the node; these sum to 1.
    public let coarseWeight: Double
  }

  /// The 15 nodes in ascending order.
  public static let nodes: [Node] = {
    // On [−1, 1], from the outside in: position, Kronrod weight, Gauss weight.
    let upperHalf = [
      (0.991455371120812639206854697526329, 0.022935322010529224963732008058970, 0),
      (
        0.949107912342758524526189684047851, 0.063092092629978553290700663189204,
        0.129484966168869693270611432679082
      ),
      (0.864864423359769072789712788640926, 0.104790010322250183839876322541518, 0),
      (
        0.741531185599394439863864773280788, 0.140653259715525918745189590510238,
        0.279705391489276667901467771423780
      ),
      (0.586087235467691130294144691258830, 0.169004726639267902826583426598550, 0),
      (
        0.405845151377397166906606412076961, 0.190350578064785409913256402421014,
        0.381830050505118944950369775488975
      ),
      (0.207784955007898467600689403773245, 0.204432940075298892414161999234649, 0),
    ]
    func node(_ x: Double, _ weight: Double, _ coarse: Double) -> Node {
      Node(position: (1 + x) / 2, weight: weight / 2, coarseWeight: coarse / 2)
    }
    return upperHalf.map { node(-$0.0, $0.1, $0.2) }
      + [node(0, 0.209482141084727828012999174891714, 0.417959183673469387755102040816327)]
      + upperHalf.reversed().map { node($0.0, $0.1, $0.2) }
  }()
}
