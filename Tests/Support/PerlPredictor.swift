/// A predictor in Perl, which most systems have: it reads frames and answers with frames.
public enum PerlPredictor {
  /// The script of a predictor.
  ///
  /// - Parameters:
  ///   - row: Perl code that computes the scores `@y` of a row `@x`; `$k` is the row's index in its
  ///     frame.
  ///   - before: Perl code that runs before the first frame is read.
  ///   - answer: Perl code that may change `$rows`, `$columns` and `$body` before they are written.
  public static func script(row: String, before: String = "", answer: String = "") -> String {
    """
    binmode STDIN; binmode STDOUT; $| = 1;
    sub take { my ($n) = @_; my $b = '';
      while (length($b) < $n) { my $r = sysread(STDIN, $b, $n - length($b), length($b));
        exit 0 unless $r; } return $b; }
    sub put { my ($b) = @_; my $o = 0;
      while ($o < length($b)) { my $w = syswrite(STDOUT, $b, length($b) - $o, $o);
        exit 1 unless $w; $o += $w; } }
    \(before)
    while (1) {
      my ($rows, $n) = unpack('VV', take(8));
      my ($columns, $body) = (0, '');
      for (my $k = 0; $k < $rows; $k++) {
        my @x = unpack('f<*', take(4 * $n)); my @y = ();
        \(row)
        $columns = scalar(@y); $body .= pack('f<*', @y);
      }
      \(answer)
      put(pack('VV', $rows, $columns) . $body);
    }
    """
  }

  /// The command that runs a script.
  public static func command(_ script: String) -> String {
    let quoted = script.split(separator: "'", omittingEmptySubsequences: false)
      .joined(separator: #"'\''"#)
    return "exec perl -e '\(quoted)'"
  }

  /// Perl code for the scores `w·x + b`, one for each row of `weights`.
  public static func linear(_ weights: [[Double]], bias: [Double]) -> String {
    zip(weights, bias).map { weights, bias in
      let terms = weights.enumerated().map { "\($1) * $x[\($0)]" }.joined(separator: " + ")
      return "push @y, \(terms) + \(bias);"
    }.joined(separator: " ")
  }

  /// Perl code that replaces `@y` by its softmax.
  public static let softmax =
    "my $s = 0; @y = map { exp($_) } @y; $s += $_ for @y; @y = map { $_ / $s } @y;"
}
