// swift-tools-version: 6.3
import PackageDescription

/// Every module lists what it may import, and that list is the rule: `scripts/check` compares each `import` with it.
/// A room may use the rooms above it; never Engine from Edge or Interface, never a panel from a panel.
/// The picture and the glossary stand in `Sources/README.md`.
let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

func module(_ name: String, in room: String, uses: [String] = []) -> Target {
  .target(
    name: name, dependencies: uses.map { .byName(name: $0) }, path: "Sources/\(room)/\(name)",
    swiftSettings: settings)
}

func cModule(_ name: String, in room: String, uses: [String] = []) -> Target {
  .target(
    name: name, dependencies: uses.map { .byName(name: $0) }, path: "Sources/\(room)/\(name)",
    cSettings: [.define("_GNU_SOURCE"), .unsafeFlags(["-Wall", "-Wextra", "-Werror"])])
}

func system(_ name: String) -> Target {
  .systemLibrary(name: name, path: "Sources/Ground/\(name)")
}

func program(_ name: String, in room: String, uses: [String]) -> Target {
  .executableTarget(
    name: name, dependencies: uses.map { .byName(name: $0) }, path: "Sources/\(room)/\(name)",
    swiftSettings: settings)
}

func tests(_ name: String, uses: [String] = []) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: ([name] + uses).map { .byName(name: $0) }, path: "Tests/\(name)Tests",
    swiftSettings: settings)
}

let ground: [Target] = [
  module("Base", in: "Ground"),
  system("CNcurses"),
  system("CSQLite"),
  module("Wire", in: "Ground"),
  module("JSON", in: "Ground"),
]

let domain: [Target] = [
  module("Domain", in: "Domain", uses: ["Base"])
]

let engine: [Target] = [
  module("Engine", in: "Engine", uses: ["Base", "Domain", "Store"]),
  module("Store", in: "Engine", uses: ["Base", "CSQLite", "Domain", "JSON"]),
]

let edge: [Target] = []

let interface: [Target] = [
  cModule("CTerminal", in: "Interface"),
  module("Canvas", in: "Interface"),
  module("Loop", in: "Interface", uses: ["Canvas", "Wire"]),
  module("Terminal", in: "Interface", uses: ["CNcurses", "CTerminal", "Canvas", "Loop", "Wire"]),
]

let tool: [Target] = [
  module("Assembly", in: "Tool", uses: ["Base", "Canvas", "Commands", "Domain", "Engine", "Store"]),
  module("Commands", in: "Tool", uses: ["Base", "Canvas", "Domain", "JSON", "Verbs"]),
  program("drover", in: "Tool", uses: ["Assembly"]),
  module("Verbs", in: "Tool", uses: ["Base"]),
]

let support: [Target] = [
  cModule("CTestSupport", in: "Support"),
  module("TestSupport", in: "Support", uses: ["Base", "CTestSupport", "Canvas", "Loop", "Wire"]),
  program("screen-lab", in: "Support", uses: ["Canvas", "Loop", "Terminal", "TestSupport", "Wire"]),
]

let mirrors: [Target] = [
  tests("Base"),
  tests("Canvas"),
  tests("JSON"),
  tests("Loop", uses: ["Canvas", "TestSupport", "Wire"]),
  tests("Store", uses: ["Base", "Domain"]),
  tests("Terminal", uses: ["Canvas", "Loop", "TestSupport", "Wire"]),
  tests("Wire", uses: ["TestSupport"]),
]

let package = Package(
  name: "drover",
  products: [],
  targets: ground + domain + engine + edge + interface + tool + support + mirrors
)
