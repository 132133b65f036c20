import Glibc

/// What this machine is busy with, from the kernel's own pages: a few microseconds, nothing kept.
package struct MachineLoad: Hashable, Sendable {
  /// In ticks since the start of the machine.
  package var busy: UInt64
  package var total: UInt64
  package var memoryUsed: Int64
  package var memoryTotal: Int64
  package var diskUsed: Int64
  package var diskTotal: Int64

  /// Nil where the kernel does not tell. `folder` names the file system that is asked about.
  package init?(folder: String) {
    guard let processors = Self.page("/proc/stat"), let memory = Self.page("/proc/meminfo") else { return nil }
    let ticks = (processors.split(separator: "\n").first ?? "").split(separator: " ").compactMap { UInt64($0) }
    guard ticks.count >= 5 else { return nil }
    total = ticks.prefix(8).reduce(0, +)
    busy = total - ticks[3] - ticks[4]
    memoryTotal = Self.kilobytes("MemTotal:", memory) * 1024
    memoryUsed = memoryTotal - Self.kilobytes("MemAvailable:", memory) * 1024
    var disk = statvfs()
    guard statvfs(folder, &disk) == 0 else { return nil }
    let block = Int64(disk.f_frsize)
    diskTotal = Int64(disk.f_blocks) * block
    diskUsed = diskTotal - Int64(disk.f_bavail) * block
  }

  private static func page(_ path: String) -> String? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 16_384)
    let count = fread(&bytes, 1, bytes.count, file)
    return String(decoding: bytes[..<count], as: UTF8.self)
  }

  private static func kilobytes(_ name: String, _ page: String) -> Int64 {
    let line = page.split(separator: "\n").first { $0.hasPrefix(name) }
    return line?.split(separator: " ").dropFirst().first.flatMap { Int64($0) } ?? 0
  }
}
