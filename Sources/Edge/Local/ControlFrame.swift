/// What is asked of a keeper, and how it is laid out on its socket (`Sources/Formats/Keeper.md`). Pure.
enum ControlRequest: Equatable {
  case input(id: String, bytes: [UInt8])
  case closeInput
  case interrupt
  case terminate(graceMilliseconds: UInt32)
  case resize(columns: UInt16, rows: UInt16)
  case status

  func frame(fence: UInt64) -> [UInt8] {
    let body = [kind] + Self.bytes(fence, 8) + payload
    return Self.bytes(UInt64(body.count), 4) + body
  }

  private var kind: UInt8 {
    switch self {
    case .input: 0x49
    case .closeInput: 0x45
    case .interrupt: 0x43
    case .terminate: 0x54
    case .resize: 0x52
    case .status: 0x53
    }
  }

  private var payload: [UInt8] {
    switch self {
    case .input(let id, let bytes): [UInt8(truncatingIfNeeded: id.utf8.count)] + Array(id.utf8) + bytes
    case .closeInput, .interrupt, .status: []
    case .terminate(let grace): Self.bytes(UInt64(grace), 4)
    case .resize(let columns, let rows): Self.bytes(UInt64(columns), 2) + Self.bytes(UInt64(rows), 2)
    }
  }

  private static func bytes(_ value: UInt64, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * UInt64($0))) }
  }
}

struct ControlReply: Equatable {
  enum Result: UInt8 {
    case done, known, fenced, notUnderstood, closed, busy
  }

  let result: Result
  let text: [UInt8]

  /// nil until all of it is there.
  init?(_ bytes: [UInt8]) {
    guard bytes.count >= 5 else { return nil }
    let length = bytes[..<4].reversed().reduce(0) { $0 << 8 | Int($1) }
    guard length >= 1, bytes.count >= 4 + length else { return nil }
    result = Result(rawValue: bytes[4]) ?? .notUnderstood
    text = Array(bytes[5..<(4 + length)])
  }
}
