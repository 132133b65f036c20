import CSQLite
import Glibc

/// One SQLite connection and its prepared statements. Owned by the store's thread; nobody else touches it.
final class Connection {
  private let handle: OpaquePointer
  private let path: String
  private var statements: [String: OpaquePointer] = [:]

  init(path: String, readOnly: Bool = false) throws(StoreError) {
    var opened: OpaquePointer?
    let access = readOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
    let code = sqlite3_open_v2(path, &opened, access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nil)
    guard code == SQLITE_OK, let opened else {
      let text = opened.map { String(cString: sqlite3_errmsg($0)) } ?? "out of memory"
      sqlite3_close_v2(opened)
      throw Self.error(code, text, path: path)
    }
    handle = opened
    self.path = path
  }

  deinit { close() }

  private var isClosed = false

  func close() {
    guard !isClosed else { return }
    isClosed = true
    for statement in statements.values { sqlite3_finalize(statement) }
    statements.removeAll()
    sqlite3_close_v2(handle)
  }

  /// Runs statements that answer nothing; several may be separated by semicolons.
  func execute(_ sql: String) throws(StoreError) {
    try checkOpen()
    let code = sqlite3_exec(handle, sql, nil, nil, nil)
    guard code == SQLITE_OK else { throw error(code) }
  }

  func run(_ sql: String, _ values: [SQLValue] = []) throws(StoreError) {
    let statement = try bound(sql, values)
    defer { sqlite3_reset(statement) }
    let code = sqlite3_step(statement)
    guard code == SQLITE_DONE || code == SQLITE_ROW else { throw error(code) }
  }

  func rows<T>(
    _ sql: String, _ values: [SQLValue] = [], _ read: (Row) throws(StoreError) -> T
  ) throws(StoreError) -> [T] {
    let statement = try bound(sql, values)
    defer { sqlite3_reset(statement) }
    var found: [T] = []
    while true {
      let code = sqlite3_step(statement)
      if code == SQLITE_DONE { return found }
      guard code == SQLITE_ROW else { throw error(code) }
      found.append(try read(Row(statement: statement)))
    }
  }

  func first<T>(
    _ sql: String, _ values: [SQLValue] = [], _ read: (Row) throws(StoreError) -> T
  ) throws(StoreError) -> T? {
    let statement = try bound(sql, values)
    defer { sqlite3_reset(statement) }
    let code = sqlite3_step(statement)
    if code == SQLITE_DONE { return nil }
    guard code == SQLITE_ROW else { throw error(code) }
    return try read(Row(statement: statement))
  }

  func number(_ sql: String, _ values: [SQLValue] = []) throws(StoreError) -> Int64 {
    try first(sql, values) { $0.int(0) } ?? 0
  }

  private func bound(_ sql: String, _ values: [SQLValue]) throws(StoreError) -> OpaquePointer {
    try checkOpen()
    let statement = try prepared(sql)
    for (index, value) in values.enumerated() {
      let place = Int32(index + 1)
      let code =
        switch value {
        case .int(let number): sqlite3_bind_int64(statement, place, number)
        case .text(let text): text.withBytes { drover_bind_text(statement, place, $0, Int32($1)) }
        case .bytes(let bytes):
          bytes.withUnsafeBytes { raw in
            drover_bind_text(
              statement, place, raw.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(raw.count))
          }
        case .null: sqlite3_bind_null(statement, place)
        }
      guard code == SQLITE_OK else { throw error(code) }
    }
    return statement
  }

  /// A client may still ask while the engine goes down.
  private func checkOpen() throws(StoreError) {
    guard !isClosed else {
      throw StoreError(.closed, "the engine is going down", remedy: "try again; `drover status` says whether one runs")
    }
  }

  private func prepared(_ sql: String) throws(StoreError) -> OpaquePointer {
    if let known = statements[sql] { return known }
    var statement: OpaquePointer?
    let code = sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
    guard code == SQLITE_OK, let statement else { throw error(code) }
    statements[sql] = statement
    return statement
  }

  private func error(_ code: Int32) -> StoreError {
    Self.error(code, String(cString: sqlite3_errmsg(handle)), path: path)
  }

  /// SQLite's result in a person's words; bound values never appear.
  private static func error(_ code: Int32, _ text: String, path: String) -> StoreError {
    switch code & 0xff {
    case SQLITE_FULL:
      StoreError(
        .cannotWrite, "failed to write \(path): the disk is full",
        remedy: "free some space on that disk; nothing that was acknowledged is lost")
    case SQLITE_READONLY, SQLITE_PERM, SQLITE_CANTOPEN:
      StoreError(
        .cannotWrite, "failed to open \(path) for writing: \(text)",
        remedy: "make the file and its folder writable for this user, or set DROVER_HOME to another folder")
    case SQLITE_IOERR:
      StoreError(
        .cannotWrite, "failed to use \(path): the disk reports an error (\(text))",
        remedy: "check the disk and its free space; nothing that was acknowledged is lost")
    case SQLITE_CORRUPT, SQLITE_NOTADB:
      StoreError(
        .damaged, "failed to read \(path): the database is damaged (\(text))",
        remedy: "move it away and put the newest copy from the home's backups folder in its place")
    case SQLITE_BUSY, SQLITE_LOCKED:
      StoreError(
        .held(pid: nil), "failed to use \(path): another program holds the database locked",
        remedy: "close that program (perhaps an sqlite3 shell) and try again")
    default:
      StoreError(.fault, "failed to use \(path): \(text)", remedy: "please report this as a fault of Drover")
    }
  }
}

enum SQLValue {
  case int(Int64)
  case text(String)
  /// UTF-8 that is stored as text, without a detour over String.
  case bytes([UInt8])
  case null

  static func optional(_ number: Int?) -> SQLValue { number.map { .int(Int64($0)) } ?? .null }
}

/// One row of an answer, valid only within the closure that it is handed to.
struct Row {
  fileprivate let statement: OpaquePointer

  func int(_ column: Int32) -> Int64 { sqlite3_column_int64(statement, column) }

  func optionalInt(_ column: Int32) -> Int64? {
    sqlite3_column_type(statement, column) == SQLITE_NULL ? nil : int(column)
  }

  func optionalText(_ column: Int32) -> String? {
    sqlite3_column_type(statement, column) == SQLITE_NULL ? nil : text(column)
  }

  func text(_ column: Int32) -> String { String(decoding: bytes(column), as: UTF8.self) }

  func bytes(_ column: Int32) -> [UInt8] {
    guard let start = sqlite3_column_blob(statement, column) else { return [] }
    return Array(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column))))
  }
}

extension String {
  fileprivate func withBytes<T>(_ body: (UnsafePointer<CChar>?, Int) -> T) -> T {
    var copy = self
    return copy.withUTF8 { buffer in
      buffer.withMemoryRebound(to: CChar.self) { body($0.baseAddress, $0.count) }
    }
  }
}
