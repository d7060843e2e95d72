import Limn
import LimnServe

extension ServeError: DescribedError {
  var status: ExitStatus { .unavailable }
  var wayOut: String? { "choose another with --port, or --port 0 for any that is free" }
}
