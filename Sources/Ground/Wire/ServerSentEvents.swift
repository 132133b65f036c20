/// Reads an event stream as servers of models send it (the HTML standard's `text/event-stream`). Pure and bounded.
package struct ServerSentEvents: Sendable {
  package struct Event: Hashable, Sendable {
    /// `message` where the server names none.
    package var name: String
    package var data: [UInt8]
    package var id: String?

    package init(name: String = "message", data: [UInt8], id: String? = nil) {
      self.name = name
      self.data = data
      self.id = id
    }
  }

  private var line: [UInt8] = []
  private var data: [UInt8] = []
  private var hasData = false
  private var name = ""
  private var id: String?
  /// The byte before was a carriage return: a line feed belongs to it.
  private var endedWithReturn = false
  private var isFirstLine = true
  /// The event grew beyond the limit and is left out.
  private var isOverfull = false
  private let limit: Int

  /// What the server wants a client to wait before it connects again.
  package private(set) var retry: Duration?
  /// How many events were longer than the limit.
  package private(set) var dropped = 0

  package init(limit: Int = 16 << 20) {
    self.limit = limit
  }

  package mutating func feed(_ bytes: some Sequence<UInt8>) -> [Event] {
    var events: [Event] = []
    for byte in bytes {
      let belongsToReturn = endedWithReturn && byte == 0x0a
      endedWithReturn = byte == 0x0d
      if belongsToReturn { continue }
      guard byte == 0x0a || byte == 0x0d else {
        if line.count < limit { line.append(byte) } else { isOverfull = true }
        continue
      }
      if let event = endLine() { events.append(event) }
      line.removeAll(keepingCapacity: true)
    }
    return events
  }

  private mutating func endLine() -> Event? {
    if isFirstLine {
      isFirstLine = false
      if line.starts(with: [0xef, 0xbb, 0xbf]) { line.removeFirst(3) }
    }
    if line.isEmpty { return dispatch() }
    let colon = line.firstIndex(of: 0x3a) ?? line.endIndex
    var value = line[min(colon + 1, line.endIndex)...]
    if value.first == 0x20 { value.removeFirst() }
    take(line[..<colon], value)
    return nil
  }

  private mutating func take(_ field: ArraySlice<UInt8>, _ value: ArraySlice<UInt8>) {
    switch String(decoding: field, as: UTF8.self) {
    case "data":
      if hasData { data.append(0x0a) }
      hasData = true
      guard data.count + value.count <= limit else { return isOverfull = true }
      data += value
    case "event": name = String(decoding: value, as: UTF8.self)
    case "id" where !value.contains(0): id = String(decoding: value, as: UTF8.self)
    case "retry":
      if let milliseconds = Int(String(decoding: value, as: UTF8.self)) { retry = .milliseconds(milliseconds) }
    default: break
    }
  }

  private mutating func dispatch() -> Event? {
    defer {
      data = []
      hasData = false
      name = ""
      isOverfull = false
    }
    if isOverfull {
      dropped += 1
      return nil
    }
    guard hasData else { return nil }
    return Event(name: name.isEmpty ? "message" : name, data: data, id: id)
  }
}
