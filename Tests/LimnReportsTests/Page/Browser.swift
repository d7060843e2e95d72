import LimnCore
import LimnReports
import Testing

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// Headless Chromium, where it is installed.
enum Browser {
  private static let places = ["/usr/bin/chromium", "/usr/bin/chromium-browser"]

  static var path: String? { places.first { access($0, X_OK) == 0 } }

  static let absence: Comment =
    "Chromium is not installed: the page was not tested in a browser (apt-get install chromium)"

  /// The document in the file at `path` as it is once its scripts have run.
  static func document(of path: String, in folder: TemporaryFolder) throws -> String {
    let browser = try #require(Self.path)
    let output = "\(folder.path)/document.html"
    let script = """
      timeout 60 '\(browser)' --headless=new --no-sandbox --disable-gpu \
      --user-data-dir='\(folder.path)/profile' --window-size=1280,1000 \
      --virtual-time-budget=5000 --dump-dom 'file://\(path)' >'\(output)' 2>/dev/null
      """
    var words = copies(of: ["sh", "-c", script])
    var settings = copies(of: ["PATH=/usr/bin:/bin", "HOME=\(folder.path)"])
    defer { for text in words + settings { free(text) } }
    var process = pid_t()
    try #require(posix_spawn(&process, "/bin/sh", nil, nil, &words, &settings) == 0)
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 { try #require(errno == EINTR) }
    #expect(status == 0, "the browser ended with status \(status)")
    return String(decoding: try FileBytes.read(output), as: UTF8.self)
  }

  /// What a script finds on a page, line by line.
  static func probe(_ page: String, in folder: TemporaryFolder, _ script: String) throws
    -> [Substring]
  {
    let head = page.replacing("<style>", with: Probe.watch + "<style>", maxReplacements: 1)
    let path = "\(folder.path)/probe.html"
    try AtomicFile.write(Array((head + script).utf8), to: path)
    let document = try document(of: path, in: folder)
    let start = try #require(document.firstRange(of: "<pre id=\"probe\">"), "the probe did not run")
    let rest = document[start.upperBound...]
    let end = try #require(rest.firstRange(of: "</pre>"))
    return rest[..<end.lowerBound].split(separator: "\n")
  }

  /// The texts as C has them, ended by a null pointer.
  private static func copies(of texts: [String]) -> [UnsafeMutablePointer<CChar>?] {
    texts.map { strdup($0) } + [nil]
  }
}
