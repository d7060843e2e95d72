import Limn
import LimnServe

extension ServeError: DescribedError {
  var status: ExitStatus { .unavailable }
  var wayOut: String? { "choose another port with --port, or any free one with --port 0" }
}
