internal import CPlatform
internal import Glibc

/// What this machine has left, for limits that look before they start something.
package enum SystemFacts {
  /// Bytes that can be used without swapping.
  package static func memoryAvailable() -> Int? {
    Files.small("/proc/meminfo").flatMap { field("MemAvailable:", in: $0) }
  }

  /// A line "NAME: 123 kB" in bytes.
  static func field(_ name: String, in bytes: [UInt8]) -> Int? {
    for line in bytes.split(separator: 0x0A) where line.starts(with: name.utf8) {
      let words = line.split(separator: 0x20)
      return words.count < 2 ? nil : Int(String(decoding: words[1], as: UTF8.self)).map { $0 * 1024 }
    }
    return nil
  }

  package static func disk(at path: String) -> (available: Int, total: Int)? {
    var available: UInt64 = 0
    var total: UInt64 = 0
    guard drover_disk(path, &available, &total) == 0 else { return nil }
    return (Int(clamping: available), Int(clamping: total))
  }

  /// Of the last minute.
  package static func load() -> Double? {
    Files.small("/proc/loadavg").flatMap { Double(String(decoding: $0.prefix { $0 != 0x20 }, as: UTF8.self)) }
  }

  package static var processors: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

  /// Locks and databases cannot be relied on there.
  package static func isOnNetwork(_ path: String) throws -> Bool {
    try checked(drover_is_network(path), "look at the file system of \(path)") == 1
  }
}
