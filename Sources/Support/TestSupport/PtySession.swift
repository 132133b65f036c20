import CTestSupport
import Glibc

/// A program on a pseudo terminal, for what only a real process can show: what it sends, how it leaves the terminal, how
/// it ends. Waiting is bounded and woken by the program's own output.
package final class PtySession {
  package let pid: Int32
  package private(set) var output: [UInt8] = []
  private let master: Int32
  private let slave: Int32
  private let before: termios
  private var isMasterOpen = true
  private var status: Int32?

  package init(
    _ arguments: [String], environment: [String: String] = [:], columns: Int = 80, rows: Int = 24
  ) throws {
    let variables = ["TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"].merging(environment) { $1 }
    var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    var settings: [UnsafeMutablePointer<CChar>?] = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in words + settings { free(text) } }
    var (master, slave): (Int32, Int32) = (-1, -1)
    var mode = termios()
    pid = drover_pty_start(&words, &settings, Int32(columns), Int32(rows), &master, &slave, &mode)
    (self.master, self.slave, before) = (master, slave, mode)
    guard pid > 0 else { throw PtyError(what: "failed to start \(arguments)") }
  }

  deinit {
    if status == nil {
      kill(pid, SIGKILL)
      var ended: Int32 = 0
      waitpid(pid, &ended, 0)
    }
    if isMasterOpen { close(master) }
    close(slave)
  }

  package struct PtyError: Error { let what: String }

  /// A program that lies beside the running test.
  package static func built(_ name: String) -> String {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
    let path = String(decoding: buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return path.split(separator: "/").dropLast().map { "/" + $0 }.joined() + "/" + name
  }
}

// MARK: - Talking

extension PtySession {
  package var text: String { String(decoding: output, as: UTF8.self) }

  package func send(_ text: String) { send(Array(text.utf8)) }

  package func send(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(master, $0.baseAddress, $0.count) }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }

  package func forgetOutput() { output = [] }

  /// Reads until what came satisfies the caller; false if it did not within the time.
  @discardableResult
  package func wait(milliseconds: Int = 5000, until isDone: (PtySession) -> Bool) -> Bool {
    let clock = ContinuousClock()
    let end = clock.now + .milliseconds(milliseconds)
    while !isDone(self) {
      let left = clock.now.duration(to: end)
      guard left > .zero else { return false }
      if !read(milliseconds: Int32(left / .milliseconds(1))), status != nil { return isDone(self) }
    }
    return true
  }

  package func wait(for text: String, milliseconds: Int = 5000) -> Bool {
    wait(milliseconds: milliseconds) { $0.text.contains(text) }
  }

  /// Reads until nothing came for a while, at most two seconds.
  package func settle(milliseconds: Int32 = 100) {
    let clock = ContinuousClock()
    let end = clock.now + .seconds(2)
    while clock.now < end, read(milliseconds: milliseconds) {}
  }

  private func read(milliseconds: Int32) -> Bool {
    var polled = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
    guard poll(&polled, 1, max(1, min(milliseconds, 200))) > 0 else { return false }
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = Glibc.read(master, &buffer, buffer.count)
    guard count > 0 else { return false }
    output += buffer.prefix(count)
    return true
  }

  package func resize(columns: Int, rows: Int) { _ = drover_pty_resize(master, Int32(columns), Int32(rows)) }

  package func signal(_ number: Int32) { kill(pid, number) }

  /// The terminal goes away, as when a window is closed.
  package func hangUp() {
    isMasterOpen = false
    close(master)
  }
}

// MARK: - What the program costs

extension PtySession {
  /// How often threads of the program were put on a processor, by the kernel's count.
  package var wakeups: Int {
    tasks.reduce(0) { $0 + number("\($1)/status", after: "ctxt_switches:") }
  }

  package var residentKilobytes: Int { number("/proc/\(pid)/status", after: "VmRSS:") }

  /// Lets time pass without reading; true while the program lives.
  package func waitUnread(milliseconds: Int32) -> Bool {
    var none = pollfd(fd: -1, events: 0, revents: 0)
    poll(&none, 1, milliseconds)
    return kill(pid, 0) == 0
  }

  private var tasks: [String] {
    guard let folder = opendir("/proc/\(pid)/task") else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append("/proc/\(pid)/task/\(name)") }
    }
    return names
  }

  private func number(_ path: String, after label: String) -> Int {
    guard let file = fopen(path, "r") else { return 0 }
    defer { fclose(file) }
    var buffer = [UInt8](repeating: 0, count: 8192)
    let count = fread(&buffer, 1, buffer.count, file)
    return String(decoding: buffer.prefix(count), as: UTF8.self).split(separator: "\n")
      .filter { $0.contains(label) }
      .reduce(0) { $0 + (Int($1.filter(\.isNumber)) ?? 0) }
  }
}

// MARK: - The end

extension PtySession {
  package enum Ending: Hashable, Sendable {
    case exited(Int32)
    case signalled(Int32)
  }

  /// How the program ended; nil if it still lives after the time. Reads on, so that it is not stopped by a full terminal.
  package func ending(milliseconds: Int = 5000) -> Ending? {
    let clock = ContinuousClock()
    let end = clock.now + .milliseconds(milliseconds)
    while status == nil, clock.now < end {
      var value: Int32 = 0
      if waitpid(pid, &value, WNOHANG) == pid { status = value } else if isMasterOpen { _ = read(milliseconds: 5) }
    }
    if isMasterOpen { settle(milliseconds: 1) }
    guard let status else { return nil }
    return status & 0x7f == 0 ? .exited(status >> 8 & 0xff) : .signalled(status & 0x7f)
  }

  /// Whether the terminal's modes are as they were before the program started.
  package var isRestored: Bool {
    var (now, then) = (termios(), before)
    tcgetattr(slave, &now)
    return memcmp(&now, &then, MemoryLayout<termios>.size) == 0
  }

  package var isRaw: Bool {
    var mode = termios()
    tcgetattr(slave, &mode)
    return mode.c_lflag & tcflag_t(ICANON | ECHO) == 0
  }
}
