internal import Glibc

/// What the system refused, in words that name what must be so.
package struct PlatformError: Error, Equatable, CustomStringConvertible {
  package struct Code: Equatable, Sendable {
    private enum Kind { case system, missing, refused, deadline, tooLarge, closed }
    private let kind: Kind
    package static let system = Code(kind: .system)
    /// The file, folder, program or peer does not exist.
    package static let missing = Code(kind: .missing)
    /// Another process holds it, or this one may not.
    package static let refused = Code(kind: .refused)
    package static let deadline = Code(kind: .deadline)
    package static let tooLarge = Code(kind: .tooLarge)
    /// The other side is gone.
    package static let closed = Code(kind: .closed)
  }

  package let code: Code
  package let message: String
  /// The number that the kernel gave, or 0.
  package let number: Int32

  package init(_ code: Code, _ message: String, number: Int32 = 0) {
    self.code = code
    self.message = message
    self.number = number
  }

  package var description: String { message }

  /// "failed to `action`: `what the kernel said`".
  package init(failedTo action: String, number: Int32) {
    self.init(Self.code(of: number), "failed to \(action): \(Self.words(of: number))", number: number)
  }

  private static func code(of number: Int32) -> Code {
    switch number {
    case ENOENT, ENOTDIR, ESRCH, ECONNREFUSED: .missing
    case EACCES, EPERM, EWOULDBLOCK, EEXIST, EADDRINUSE, EROFS: .refused
    case EPIPE, ECONNRESET, EBADF: .closed
    case EFBIG, ENAMETOOLONG, E2BIG: .tooLarge
    default: .system
    }
  }

  private static func words(of number: Int32) -> String {
    switch number {
    case ENOSPC: "the disk must have free space"
    case EROFS: "the file system must be writable"
    case EMFILE, ENFILE: "there must be a free descriptor (see ulimit -n)"
    default: strerror(number).map { String(cString: $0).lowercased() } ?? "error \(number)"
    }
  }
}

/// Turns the negative errno of our C functions into an error.
@discardableResult
func checked(_ result: Int32, _ action: @autoclosure () -> String) throws -> Int32 {
  guard result >= 0 else { throw PlatformError(failedTo: action(), number: -result) }
  return result
}
