package import JSON

/// One row of the table: the name, what it may be, who may set it, and the way to its place in ``Settings``.
package struct SettingKey: Sendable {
  package enum Repository: Sendable {
    case never
    case allowed
    /// A repository may only make it stricter than the person has it.
    case onlyLower
  }

  /// `limits.runs`
  package let name: String
  package let kind: SettingKind
  package let isOptional: Bool
  package let repository: Repository
  package let summary: String
  private let read: @Sendable (Settings) -> JSONValue
  private let write: @Sendable (inout Settings, JSONValue) -> Bool

  init<Value: SettingValue>(
    _ name: String, _ path: any WritableKeyPath<Settings, Value> & Sendable, _ kind: SettingKind,
    repository: Repository = .never, _ summary: String
  ) {
    self.name = name
    self.kind = kind
    self.repository = repository
    self.summary = summary
    isOptional = Value(setting: .null) != nil
    read = { $0[keyPath: path].setting }
    write = { settings, json in
      guard let value = Value(setting: json) else { return false }
      settings[keyPath: path] = value
      return true
    }
  }

  package var section: String { String(name.prefix { $0 != "." }) }
  package var leaf: String { String(name.drop { $0 != "." }.dropFirst()) }
  package var builtIn: JSONValue { value(in: Settings()) }

  /// What it must be, with the way to say none.
  package var wanted: String { isOptional ? "\(kind.wanted), or null for none" : kind.wanted }

  package func value(in settings: Settings) -> JSONValue { read(settings) }

  /// False when the value is not allowed; the settings then stay as they are.
  func set(_ value: JSONValue, in settings: inout Settings) -> Bool {
    guard value.isNull ? isOptional : kind.allows(value) else { return false }
    return write(&settings, value)
  }

  /// Whether a limit is stricter than, or the same as, another.
  func isLowerOrSame(_ value: JSONValue, than other: JSONValue) -> Bool {
    guard let highest = kind.magnitude(other) else { return true }
    return kind.magnitude(value).map { $0 <= highest } ?? false
  }
}
