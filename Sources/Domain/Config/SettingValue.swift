import Domain
import JSON

/// A Swift type that a setting can have: read from what a file says, and written back the same way.
protocol SettingValue: Sendable {
  init?(setting: JSONValue)
  var setting: JSONValue { get }
}

extension Bool: SettingValue {
  init?(setting: JSONValue) {
    guard let flag = setting.boolValue else { return nil }
    self = flag
  }

  var setting: JSONValue { .bool(self) }
}

extension Int: SettingValue {
  init?(setting: JSONValue) {
    guard let number = setting.intValue else { return nil }
    self = number
  }

  var setting: JSONValue { .integer(Int64(self)) }
}

extension String: SettingValue {
  init?(setting: JSONValue) {
    guard let text = setting.stringValue else { return nil }
    self = text
  }

  var setting: JSONValue { .string(self) }
}

extension Optional: SettingValue where Wrapped: SettingValue {
  init?(setting: JSONValue) {
    if setting.isNull {
      self = .none
      return
    }
    guard let value = Wrapped(setting: setting) else { return nil }
    self = .some(value)
  }

  var setting: JSONValue { self?.setting ?? .null }
}

extension [String]: SettingValue {
  init?(setting: JSONValue) {
    guard let elements = setting.arrayValue else { return nil }
    let texts = elements.compactMap(\.stringValue)
    guard texts.count == elements.count else { return nil }
    self = texts
  }

  var setting: JSONValue { .array(map(JSONValue.string)) }
}

extension Dictionary: SettingValue where Key == String, Value: SettingValue {
  init?(setting: JSONValue) {
    guard let object = setting.objectValue else { return nil }
    self = [:]
    for member in object.members {
      guard let value = Value(setting: member.value) else { return nil }
      self[member.key] = value
    }
  }

  var setting: JSONValue {
    .object(
      JSONObject(sorted { $0.key < $1.key }.map { JSONObject.Member(key: $0.key, value: $0.value.setting) }))
  }
}

extension Duration: SettingValue {
  init?(setting: JSONValue) {
    guard let text = setting.stringValue, let duration = DurationSetting.parse(text) else { return nil }
    self = duration
  }

  var setting: JSONValue { .string(DurationSetting.text(self)) }
}

extension ByteCount: SettingValue {
  init?(setting: JSONValue) {
    guard let text = setting.stringValue, let size = ByteCount(text) else { return nil }
    self = size
  }

  var setting: JSONValue { .string(description) }
}

extension Money: SettingValue {
  init?(setting: JSONValue) {
    guard let text = setting.stringValue, let amount = Money(text) else { return nil }
    self = amount
  }

  var setting: JSONValue { .string(description) }
}

extension Permission: SettingValue {
  init?(setting: JSONValue) {
    guard let text = setting.stringValue, let permission = Permission(rawValue: text) else { return nil }
    self = permission
  }

  var setting: JSONValue { .string(rawValue) }
}
