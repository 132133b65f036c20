package import JSON

/// What holds, and why: the settings with the origin of each value.
package struct Configuration: Hashable, Sendable {
  package let settings: Settings
  private let origins: [String: ConfigOrigin]

  /// Nothing but the defaults.
  package static let builtIn = Configuration(settings: Settings(), origins: [:])

  /// Throws everything that is wrong at once.
  package static func load(_ input: ConfigInput) throws(ConfigError) -> Configuration {
    var loader = ConfigLoader()
    loader.add(input)
    guard loader.problems.isEmpty else { throw ConfigError(problems: loader.problems) }
    return Configuration(settings: loader.settings, origins: loader.origins)
  }

  package func origin(of key: String) -> ConfigOrigin { origins[key] ?? .builtIn }
}

// MARK: - Reload

extension Configuration {
  package enum Reload: Hashable, Sendable {
    case unchanged
    /// The new configuration and the keys whose values differ.
    case changed(Configuration, keys: [String])
    /// The files cannot be used: what held goes on, and the person is told what to mend.
    case kept(ConfigError)
  }

  /// What becomes of this configuration when files have changed.
  package func reloaded(from input: ConfigInput) -> Reload {
    do throws(ConfigError) {
      let new = try Self.load(input)
      guard new != self else { return .unchanged }
      let keys = SettingTable.all.filter { $0.value(in: new.settings) != $0.value(in: settings) }.map(\.name)
      return .changed(new, keys: keys)
    } catch {
      return .kept(error)
    }
  }
}

// MARK: - Show

extension Configuration {
  package struct Row: Hashable, Sendable {
    package let key: String
    package let value: JSONValue
    package let origin: ConfigOrigin
  }

  /// Every key in the order of the table, for `config show --origin`.
  package var rows: [Row] {
    SettingTable.all.map { Row(key: $0.name, value: $0.value(in: settings), origin: origin(of: $0.name)) }
  }

  /// The whole as one document, in the form of a configuration file.
  package var document: JSONValue {
    let sections = SettingTable.sections.map { section in
      JSONObject.Member(
        key: section.name,
        value: .object(
          JSONObject(
            SettingTable.all.filter { $0.section == section.name }
              .map { JSONObject.Member(key: $0.leaf, value: $0.value(in: settings)) })))
    }
    return .object(JSONObject(sections))
  }
}

// MARK: - References

extension Settings {
  /// A text from a configuration, where `$NAME` stands for an environment variable; nil when that is not set.
  package static func resolve(_ text: String, in environment: [String: String]) -> String? {
    text.hasPrefix("$") ? environment[String(text.dropFirst())] : text
  }
}
