import CTerminal
import Glibc

/// This process as a job of the person's shell.
package enum StoppedJob {
  private static let sign = "DROVER_STEPPED_ASIDE"

  /// Stops as Ctrl-Z does to any program, and begins anew when `fg` wakes it: the same process, with the same words. It
  /// stops in its new life, in which nothing of the old one is open: whoever was attached sees that the line ended.
  package static func stopAndBeginAnew(_ program: String) {
    setenv(sign, "1", 1)
    var none = sigset_t()
    sigemptyset(&none)
    sigprocmask(SIG_SETMASK, &none, nil)
    execve(program, CommandLine.unsafeArgv, environ)
    drover_stop(1)  // it cannot be started any more: what comes after this is the end
  }

  /// The first thing that a program does.
  package static func stopIfSteppedAside() {
    guard getenv(sign) != nil else { return }
    unsetenv(sign)
    drover_stop(1)
  }
}
