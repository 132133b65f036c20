internal import CPlatform
internal import Glibc

/// Lays out the arguments for C and names what was wrong.
struct Spawner {
  let launch: Launch
  let marker: String

  func spawn(_ streams: ChildStreams) throws -> (pid: Int32, pidfd: Descriptor) {
    guard let name = launch.argv.first else {
      throw PlatformError(.missing, "failed to start a program: its name must be given")
    }
    guard let path = Launch.program(named: name, path: launch.environment["PATH"]) else {
      throw PlatformError(.missing, "failed to start \(name): it must be a program in PATH")
    }
    var environment = launch.environment
    environment[Child.markerName] = marker
    let variables = environment.map { "\($0.key)=\($0.value)" }
    return try withCStrings(launch.argv) { argv in
      try withCStrings(variables) { variables in
        try spawn(path, argv, variables, streams)
      }
    }
  }

  private typealias Strings = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>

  private func spawn(_ path: String, _ argv: Strings, _ variables: Strings, _ streams: ChildStreams) throws
    -> (pid: Int32, pidfd: Descriptor)
  {
    var pid: pid_t = 0
    var pidfd: Int32 = -1
    var isFolder = false
    let result = path.withCString { path in
      launch.folder.withCString { folder in
        withOptionalCString(streams.terminal?.path) { terminal in
          var request = drover_spawn(
            path: path, argv: argv, environment: variables, folder: folder, terminal: terminal,
            input: streams.childInput?.raw ?? -1, output: streams.childOutput?.raw ?? -1,
            errors: streams.childErrors?.raw ?? -1, extra: launch.extra?.raw ?? -1, same_session: launch.staysAtTerminal
          )
          return drover_spawn(&request, &pid, &pidfd, &isFolder)
        }
      }
    }
    try checked(result, isFolder ? "enter \(launch.folder)" : "start \(path)")
    return (pid, Descriptor(pidfd))
  }

  private func withOptionalCString<Value>(_ text: String?, _ body: (UnsafePointer<CChar>?) -> Value) -> Value {
    guard let text else { return body(nil) }
    return text.withCString(body)
  }

  private func withCStrings<Value>(_ texts: [String], _ body: (Strings) throws -> Value) throws -> Value {
    if let bad = texts.first(where: { $0.utf8.contains(0) }) {
      throw PlatformError(
        .refused, "failed to start \(launch.argv[0]): an argument of \(bad.utf8.count) bytes must not hold a zero")
    }
    let copies = Strings.allocate(capacity: texts.count + 1)
    for (index, text) in texts.enumerated() { copies[index] = strdup(text) }
    copies[texts.count] = nil
    defer {
      for index in texts.indices { free(copies[index]) }
      copies.deallocate()
    }
    return try body(copies)
  }
}
