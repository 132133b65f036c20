/// One file as it was found. Reading it is the caller's: this module sees only bytes.
package struct ConfigFile: Hashable, Sendable {
  package let path: String
  package let bytes: [UInt8]

  package init(path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
  }
}

/// All that may say something, from the lowest layer to the highest.
package struct ConfigInput: Hashable, Sendable {
  /// `/etc/drover/drover.json`
  package var system: ConfigFile?
  /// `$XDG_CONFIG_HOME/drover/drover.json`
  package var person: ConfigFile?
  /// `<repository>/.drover/drover.json`; only to be given when the person trusts what is in it.
  package var trustedRepository: ConfigFile?
  /// The whole environment; only `DROVER__SECTION__KEY` counts.
  package var environment: [String: String] = [:]
  /// From the command line: a key of the table and what was typed, for each flag.
  package var flags: [ConfigFlag] = []

  package init() {}
}

/// A setting on the command line.
package struct ConfigFlag: Hashable, Sendable {
  package let flag: String
  package let key: String
  package let value: String

  package init(flag: String, key: String, value: String) {
    self.flag = flag
    self.key = key
    self.value = value
  }
}

/// Where a value came from.
package enum ConfigOrigin: Hashable, Sendable, CustomStringConvertible {
  case builtIn
  case file(path: String, line: Int)
  case environment(variable: String)
  case flag(String)

  package var description: String {
    switch self {
    case .builtIn: "built in"
    case .file(let path, let line): "\(path):\(line)"
    case .environment(let variable): "$\(variable)"
    case .flag(let flag): "--\(flag)"
    }
  }
}

/// One mistake: where, which key, what is wrong, and what is allowed instead.
package struct ConfigProblem: Hashable, Sendable, CustomStringConvertible {
  package let origin: ConfigOrigin
  package let key: String?
  package let message: String
  package let remedy: String

  package init(origin: ConfigOrigin, key: String?, message: String, remedy: String) {
    self.origin = origin
    self.key = key
    self.message = message
    self.remedy = remedy
  }

  package var description: String { "\(origin): \(key.map { "\($0) " } ?? "")\(message)" }
}

/// Everything that is wrong with a configuration, in the order in which it was read.
package struct ConfigError: Error, Hashable, Sendable, CustomStringConvertible {
  package let problems: [ConfigProblem]

  package init(problems: [ConfigProblem]) { self.problems = problems }

  /// The first one: an error is one sentence. `config check` shows all.
  package var description: String { problems[0].description }
  package var remedy: String { problems[0].remedy }
}
