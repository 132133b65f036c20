internal import CPlatform
internal import Glibc

/// Small synchronous file calls. They may wait for a disk: call them on `Blocking.files`, not in the cooperative pool.
package enum Files {
  /// What a path is.
  package struct Facts: Equatable, Sendable {
    package enum Kind: Sendable { case file, folder, link, other }
    package let kind: Kind
    package let size: Int
    package let mode: UInt32
    /// Since 1970, in nanoseconds.
    package let modified: Int64
    package let device: UInt64
    package let inode: UInt64
  }

  /// nil when nothing is there. A link is not followed.
  package static func facts(_ path: String) -> Facts? {
    var found = stat()
    guard lstat(path, &found) == 0 else { return nil }
    return Facts(
      kind: kind(found.st_mode), size: Int(found.st_size), mode: UInt32(found.st_mode & 0o7777),
      modified: Int64(found.st_mtim.tv_sec) * 1_000_000_000 + Int64(found.st_mtim.tv_nsec),
      device: UInt64(found.st_dev), inode: UInt64(found.st_ino))
  }

  private static func kind(_ mode: mode_t) -> Facts.Kind {
    switch mode & S_IFMT {
    case S_IFREG: .file
    case S_IFDIR: .folder
    case S_IFLNK: .link
    default: .other
    }
  }

  /// Names in a folder, sorted, without `.` and `..`; empty when it cannot be read.
  package static func names(in folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }
}

// MARK: - Reading

extension Files {
  /// The whole file; refused when it is larger than `limit`.
  package static func read(_ path: String, limit: Int = 64 << 20) throws -> [UInt8] {
    let raw = open(path, O_RDONLY | O_CLOEXEC)
    guard raw >= 0 else { throw PlatformError(failedTo: "read \(path)", number: errno) }
    let file = Descriptor(raw)
    var bytes: [UInt8] = []
    while let chunk = try nextChunk(of: file, path) {
      if bytes.isEmpty { bytes = chunk } else { bytes += chunk }
      guard bytes.count <= limit else {
        throw PlatformError(.tooLarge, "failed to read \(path): it must have at most \(limit) bytes")
      }
    }
    return bytes
  }

  private static func nextChunk(of file: Descriptor, _ path: String) throws -> [UInt8]? {
    let room = 65536
    var failure: Int32 = 0
    let chunk = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
      switch file.read(into: UnsafeMutableRawBufferPointer(buffer)) {
      case .moved(let moved): count = moved
      case .ended: count = 0
      case .wouldBlock: failure = EAGAIN
      case .failed(let number): failure = number
      }
    }
    if failure != 0 { throw PlatformError(failedTo: "read \(path)", number: failure) }
    return chunk.isEmpty ? nil : chunk
  }

  /// For files that come and go (as in /proc): nil when it cannot be read.
  package static func small(_ path: String) -> [UInt8]? {
    do { return try read(path, limit: 4 << 20) } catch { return nil }
  }

  /// Where a link points, nil for what is none.
  package static func linkTarget(_ path: String) -> String? {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = readlink(path, &buffer, buffer.count)
    return count < 0 ? nil : String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// The absolute path without links, nil when it does not exist.
  package static func realPath(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}

// MARK: - Changing

extension Files {
  /// The file has the old or the new content, never less, also after a power cut: written beside it, synced, renamed,
  /// folder synced.
  package static func writeAtomically(_ bytes: [UInt8], to path: String, mode: UInt32 = 0o600) throws {
    let temporary = "\(path).\(getpid()).\(UInt32.random(in: 0 ... .max)).tmp"
    do {
      let raw = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
      guard raw >= 0 else { throw PlatformError(failedTo: "write \(path)", number: errno) }
      let file = Descriptor(raw)
      try file.writeAll(bytes, named: path)
      try system(file.use(fsync), "sync \(path)")
      try system(rename(temporary, path), "replace \(path)")
      try syncFolder(folder(of: path))
    } catch {
      unlink(temporary)
      throw error
    }
  }

  package static func syncFolder(_ folder: String) throws {
    let raw = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard raw >= 0 else { throw PlatformError(failedTo: "sync \(folder)", number: errno) }
    try system(Descriptor(raw).use(fsync), "sync \(folder)")
  }

  /// Makes the folder and what is missing above it.
  package static func makeFolder(_ path: String, mode: UInt32 = 0o700) throws {
    if mkdir(path, mode) == 0 { return }
    let number = errno
    let parent = folder(of: path)
    if number == ENOENT, parent != path {
      try makeFolder(parent, mode: mode)
      return try makeFolder(path, mode: mode)
    }
    guard number == EEXIST, let real = realPath(path), facts(real)?.kind == .folder else {
      throw PlatformError(failedTo: "make the folder \(path)", number: number)
    }
  }

  /// Refused when something stands at `target` already: nothing is ever overwritten.
  package static func move(_ path: String, to target: String) throws {
    try checked(drover_move(path, target), "move \(path) to \(target)")
  }

  /// A file or an empty folder; it is no error when it is gone already.
  package static func remove(_ path: String) throws {
    if unlink(path) == 0 || errno == ENOENT { return }
    if errno == EISDIR || errno == EPERM, rmdir(path) == 0 { return }
    throw PlatformError(failedTo: "remove \(path)", number: errno)
  }

  package static func setMode(_ path: String, _ mode: UInt32) throws {
    try system(chmod(path, mode), "change the mode of \(path)")
  }

  /// The part before the last slash.
  package static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private static func system(_ result: Int32, _ action: @autoclosure () -> String) throws {
    if result < 0 { throw PlatformError(failedTo: action(), number: errno) }
  }
}
