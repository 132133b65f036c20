/// Where the files of the layers lie.
package enum ConfigPaths {
  package static let system = "/etc/drover/drover.json"

  /// `$XDG_CONFIG_HOME/drover`, else `~/.config/drover`: the person's file and agents of one's own. Nil without a home.
  package static func folder(environment: [String: String]) -> String? {
    // A relative path in XDG_CONFIG_HOME is to be ignored, says the XDG base directory specification.
    if let folder = environment["XDG_CONFIG_HOME"], folder.hasPrefix("/") { return folder + "/drover" }
    if let home = environment["HOME"], home.hasPrefix("/") { return home + "/.config/drover" }
    return nil
  }

  package static func person(environment: [String: String]) -> String? {
    folder(environment: environment).map { $0 + "/drover.json" }
  }

  package static func repository(_ folder: String) -> String { folder + "/.drover/drover.json" }
}
