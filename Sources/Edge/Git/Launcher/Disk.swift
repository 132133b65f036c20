internal import Glibc
internal import Platform

/// The few file calls that git has no word for. They run where waiting for a disk is allowed.
enum Disk {
  static func exists(_ path: String) async -> Bool {
    await Blocking.files.perform {
      var facts = stat()
      return lstat(path, &facts) == 0
    }
  }

  static func isFolder(_ path: String) async -> Bool {
    await Blocking.files.perform {
      var facts = stat()
      return lstat(path, &facts) == 0 && facts.st_mode & S_IFMT == S_IFDIR
    }
  }

  /// What is in a folder, with the numbers of the files, in no order.
  static func entriesNow(in folder: String) -> [(name: String, inode: UInt64)] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var found: [(name: String, inode: UInt64)] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { found.append((name, UInt64(entry.pointee.d_ino))) }
    }
    return found
  }

  /// nil for what is no symbolic link.
  static func linkTarget(_ path: String) async -> String? {
    await Blocking.files.perform { Files.linkTarget(path) }
  }

  static func isProgram(_ path: String) async -> Bool {
    await Blocking.files.perform { access(path, X_OK) == 0 }
  }

  static func names(in folder: String) async -> [String] {
    await Blocking.files.perform { Files.names(in: folder) }
  }

  /// nil when there is no such file.
  static func read(_ path: String) async -> [UInt8]? {
    await Blocking.files.perform { readNow(path) }
  }

  /// For who is where waiting is allowed already.
  static func readNow(_ path: String) -> [UInt8]? {
    let raw = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard raw >= 0 else { return nil }
    let file = Descriptor(raw)
    var bytes: [UInt8] = []
    let room = 1 << 13  // most are one line
    while true {
      let chunk = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
        count = max(0, Glibc.read(file.raw, buffer.baseAddress, room))
      }
      if chunk.isEmpty { return bytes }
      bytes += chunk
    }
  }

  /// Replaces the file in one step: whoever looks sees the old or the new.
  static func write(_ bytes: [UInt8], to path: String) async throws {
    try await Blocking.files.run {
      let draft = path + ".drover-new"
      let raw = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
      guard raw >= 0 else { throw failure("write \(path)") }
      let file = Descriptor(raw)
      var rest = bytes[...]
      while !rest.isEmpty {
        let count = rest.withUnsafeBytes { Glibc.write(file.raw, $0.baseAddress, $0.count) }
        guard count > 0 else { throw failure("write \(path)") }
        rest = rest.dropFirst(count)
      }
      guard fsync(file.raw) == 0, Glibc.rename(draft, path) == 0 else { throw failure("write \(path)") }
    }
  }

  static func makeFolder(_ path: String) async throws {
    try await Blocking.files.run { try makeFolderNow(path) }
  }

  private static func makeFolderNow(_ path: String) throws {
    if mkdir(path, 0o700) == 0 || errno == EEXIST { return }
    guard errno == ENOENT, path.count > 1 else { throw failure("make the folder \(path)") }
    try makeFolderNow(folder(of: path))
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw failure("make the folder \(path)") }
  }

  static func removeFile(_ path: String) async {
    await Blocking.files.perform { _ = unlink(path) }
  }

  static func removeEmptyFolder(_ path: String) async {
    await Blocking.files.perform { _ = rmdir(path) }
  }

  /// When the file was last written, in seconds since 1970.
  static func changed(_ path: String) async -> Int64? {
    await Blocking.files.perform {
      var facts = stat()
      return stat(path, &facts) == 0 ? Int64(facts.st_mtim.tv_sec) : nil
    }
  }

  /// In seconds since 1970, as the disk counts.
  static func now() async -> Int64 {
    await Blocking.files.perform { Int64(time(nil)) }
  }

  /// False when the two are on different file systems.
  static func rename(_ from: String, to target: String) async throws -> Bool {
    try await Blocking.files.run {
      if Glibc.rename(from, target) == 0 { return true }
      if errno == EXDEV { return false }
      throw failure("move \(from)")
    }
  }

  /// The path with every symbolic link resolved; itself when it does not exist.
  static func real(_ path: String) async -> String {
    await Blocking.files.perform {
      guard let found = realpath(path, nil) else { return path }
      defer { free(found) }
      return String(cString: found)
    }
  }

  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return "/" }
    return String(path[..<slash])
  }

  static func name(of path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  private static func failure(_ action: String) -> GitError {
    let error = PlatformError(failedTo: action, number: errno)
    return GitError(
      error.code == .missing ? .missing : .failed, error.message, remedy: "make it possible and try again")
  }
}
