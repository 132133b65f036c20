internal import Glibc

/// Small synchronous file calls. They may wait for a disk: call them on `Blocking.files`, not in the cooperative pool.
package enum Files {
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

  /// The whole of a small file whose size is not known before (as in /proc), nil when it cannot be read.
  static func small(_ path: String) -> [UInt8]? {
    let raw = open(path, O_RDONLY | O_CLOEXEC)
    guard raw >= 0 else { return nil }
    let file = Descriptor(raw)
    var bytes: [UInt8] = []
    let room = 16384
    while true {
      let chunk = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
        count = max(0, Glibc.read(file.raw, buffer.baseAddress, room))
      }
      if bytes.isEmpty { bytes = chunk } else { bytes += chunk }
      if chunk.isEmpty { return bytes }
    }
  }
}
