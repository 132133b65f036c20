/// The texts that belong to the program, embedded in it. One small file each, so that none is slow to compile.
package enum Resources {
  /// Models, their vendors and prices: JSON.
  package static var models: [UInt8] { PackageResources.models_json }

  /// What an agent is asked in a fixed form; `{name}` is filled in.
  package enum Prompt: String, CaseIterable, Sendable {
    case title, repair, resolve

    package var text: String {
      let bytes =
        switch self {
        case .title: PackageResources.title_md
        case .repair: PackageResources.repair_md
        case .resolve: PackageResources.resolve_md
        }
      return String(decoding: bytes, as: UTF8.self)
    }
  }
}
