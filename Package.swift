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

func cProgram(_ name: String, in room: String, uses: [String]) -> Target {
  .executableTarget(
    name: name, dependencies: uses.map { .byName(name: $0) }, path: "Sources/\(room)/\(name)",
    cSettings: [.define("_GNU_SOURCE"), .unsafeFlags(["-Wall", "-Wextra", "-Werror"])],
    linkerSettings: [.unsafeFlags(["-nostartfiles", "-static-executable"])])  // without Swift's runtime: 1 MB, 0.5 ms
}

func tests(_ name: String, uses: [String] = []) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: ([name] + uses).map { .byName(name: $0) }, path: "Tests/\(name)Tests",
    swiftSettings: settings)
}

/// The program's texts, embedded as code: nothing to find at run time.
let resources = Target.target(
  name: "Resources", path: "Resources", exclude: ["pictures"],
  resources: [
    .embedInCode("models.json")
  ], swiftSettings: settings)

let ground: [Target] = [
  module("Base", in: "Ground"),
  system("CNcurses"),
  cModule("CPlatform", in: "Ground"),
  cModule("CRunLog", in: "Ground"),
  system("CSQLite"),
  module("JSON", in: "Ground"),
  module("Platform", in: "Ground", uses: ["CPlatform"]),
  module("Wire", in: "Ground", uses: ["JSON"]),
]

let domain: [Target] = [
  module("Config", in: "Domain", uses: ["Base", "Domain", "JSON"]),
  module("Domain", in: "Domain", uses: ["Base", "JSON"]),
]

let engine: [Target] = [
  module("Engine", in: "Engine", uses: ["Base", "Domain", "JSON", "Store"]),
  module("RunLog", in: "Engine", uses: ["CPlatform", "CRunLog", "Platform"]),
  module("Store", in: "Engine", uses: ["Base", "CSQLite", "Domain", "JSON"]),
]

let edge: [Target] = [
  module("Attach", in: "Edge", uses: ["AttachProtocol", "Domain", "Platform", "Wire"]),
  module("AttachProtocol", in: "Edge", uses: ["Domain", "JSON", "Wire"]),
  module("CLIAgents", in: "Edge", uses: ["Base", "Domain", "JSON", "Platform"]),
  module("Git", in: "Edge", uses: ["Base", "Platform"]),
  module("MCP", in: "Edge", uses: ["Domain", "JSON", "Platform", "Wire"]),
  module("Local", in: "Edge", uses: ["Platform"]),
]

let keeper: [Target] = [
  cProgram("drover-keeper", in: "Keeper", uses: ["CPlatform", "CRunLog"])
]

let interface: [Target] = [
  module(
    "App", in: "Interface",
    uses: ["Base", "Board", "Canvas", "Domain", "Keymap", "Loop", "PanelKit", "Widgets", "Wire"]),
  module(
    "Board", in: "Interface/Panels",
    uses: ["Base", "Canvas", "Domain", "Keymap", "Loop", "PanelKit", "Widgets", "Wire"]),
  cModule("CTerminal", in: "Interface"),
  module("Canvas", in: "Interface"),
  module(
    "Chat", in: "Interface/Panels",
    uses: ["Base", "Canvas", "Domain", "Keymap", "Loop", "Markdown", "PanelKit", "Widgets", "Wire"]),
  module("Charts", in: "Interface", uses: ["Canvas"]),
  module("DiffView", in: "Interface", uses: ["Canvas", "Syntax"]),
  module(
    "Inbox", in: "Interface/Panels",
    uses: ["Base", "Canvas", "Domain", "JSON", "Keymap", "Loop", "PanelKit", "Widgets", "Wire"]),
  module("Keymap", in: "Interface", uses: ["Widgets", "Wire"]),
  module("Loop", in: "Interface", uses: ["Canvas", "Wire"]),
  module("Markdown", in: "Interface", uses: ["Base", "Canvas", "Syntax"]),
  module(
    "Logs", in: "Interface/Panels",
    uses: ["Base", "Canvas", "Domain", "JSON", "Keymap", "Loop", "PanelKit", "Widgets", "Wire"]),
  module("PanelKit", in: "Interface", uses: ["Base", "Canvas", "Domain", "JSON", "Keymap", "Loop", "Widgets", "Wire"]),
  module(
    "Review", in: "Interface/Panels",
    uses: ["Base", "Canvas", "DiffView", "Domain", "Keymap", "Loop", "PanelKit", "Widgets", "Wire"]),
  module(
    "Metrics", in: "Interface/Panels",
    uses: ["Base", "Canvas", "Charts", "Domain", "Keymap", "Loop", "PanelKit", "Widgets", "Wire"]),
  module(
    "Services", in: "Interface/Panels",
    uses: ["Base", "Canvas", "Charts", "Domain", "Keymap", "Loop", "PanelKit", "Widgets", "Wire"]),
  module("Syntax", in: "Interface", uses: ["Canvas"]),
  module("Terminal", in: "Interface", uses: ["CNcurses", "CTerminal", "Canvas", "Loop", "Wire"]),
  module("Widgets", in: "Interface", uses: ["Canvas"]),
]

let tool: [Target] = [
  module(
    "Assembly", in: "Tool",
    uses: [
      "App", "Attach", "AttachProtocol", "Base", "Board", "CLIAgents", "Canvas", "Chat", "Commands", "Config",
      "Domain", "Engine", "Git", "Inbox", "JSON", "Local", "Logs", "Loop", "MCP", "Metrics", "PanelKit", "Platform",
      "Resources", "Review", "RunLog", "Services", "Store", "Terminal", "Verbs", "Wire",
    ]),
  module(
    "Commands", in: "Tool", uses: ["Base", "CLIAgents", "Canvas", "Config", "Domain", "JSON", "Platform", "Verbs"]),
  program("drover", in: "Tool", uses: ["Assembly"]),
  module("Verbs", in: "Tool", uses: ["Base"]),
]

let support: [Target] = [
  program("agent-fuzz", in: "Support", uses: ["Base", "CLIAgents", "Domain", "JSON", "Wire"]),
  cModule("CTestSupport", in: "Support"),
  program("agent-talk", in: "Support", uses: ["CLIAgents", "Domain", "JSON", "Platform"]),
  program("child-bench", in: "Support", uses: ["Platform"]),
  program("screen-lab", in: "Support", uses: ["Base", "Canvas", "Loop", "Terminal", "TestSupport", "Wire"]),
  module("TestSupport", in: "Support", uses: ["Base", "CTestSupport", "Canvas", "Loop", "Wire"]),
  program("store-torture", in: "Support", uses: ["Base", "Domain", "Store"]),
  program("widget-bench", in: "Support", uses: ["Canvas", "DiffView", "Markdown", "Syntax", "Widgets"]),
]

let mirrors: [Target] = [
  tests(
    "App",
    uses: [
      "Base", "Board", "Canvas", "Chat", "Domain", "Inbox", "Keymap", "Logs", "Loop", "Markdown", "PanelKit",
      "TestSupport", "Widgets", "Wire",
    ]),
  tests(
    "Assembly",
    uses: [
      "App", "Base", "Board", "Chat", "Config", "Domain", "Git", "Inbox", "JSON", "Keymap", "Logs", "Metrics",
      "PanelKit",
      "Platform", "Resources", "Review", "RunLog", "Services", "Store", "Verbs",
    ]),
  tests("Attach", uses: ["AttachProtocol", "Base", "Domain", "JSON", "Platform", "Wire"]),
  tests("Base"),
  tests(
    "Board",
    uses: ["Base", "Canvas", "Domain", "Keymap", "Loop", "PanelKit", "TestSupport", "Widgets", "Wire"]),
  tests("CLIAgents", uses: ["Base", "Domain", "JSON", "Platform"]),
  tests("Canvas", uses: ["TestSupport"]),
  tests("Charts", uses: ["Canvas", "TestSupport"]),
  tests("Config", uses: ["Domain", "JSON"]),
  tests("DiffView", uses: ["Canvas", "TestSupport"]),
  tests("Domain", uses: ["Base", "JSON"]),
  tests("Engine", uses: ["Base", "Domain", "Store"]),
  tests("Git", uses: ["Base", "Platform"]),
  tests("JSON"),
  tests("Local", uses: ["Platform", "drover-keeper"]),
  tests("Logs", uses: ["Base", "Canvas", "Domain", "PanelKit", "Widgets"]),
  tests("Loop", uses: ["Canvas", "TestSupport", "Wire"]),
  tests("MCP", uses: ["Base", "Domain", "JSON", "Platform", "Wire"]),
  tests("Markdown", uses: ["Canvas", "Syntax", "TestSupport"]),
  tests("Metrics", uses: ["Base", "Canvas", "Domain", "Keymap", "Loop", "TestSupport", "Wire"]),
  tests("Platform", uses: ["CPlatform"]),
  tests(
    "Review",
    uses: ["Base", "Canvas", "DiffView", "Domain", "Keymap", "Loop", "PanelKit", "TestSupport", "Widgets", "Wire"]),
  tests("RunLog", uses: ["CRunLog", "Platform"]),
  tests(
    "Services", uses: ["Base", "Canvas", "Domain", "Keymap", "Loop", "PanelKit", "TestSupport", "Widgets", "Wire"]),
  tests("Store", uses: ["Base", "Domain"]),
  tests("Syntax", uses: ["Canvas"]),
  tests("Terminal", uses: ["Base", "Canvas", "Loop", "TestSupport", "Wire"]),
  tests("Verbs"),
  tests("Widgets", uses: ["Canvas", "TestSupport"]),
  tests("Wire", uses: ["JSON", "TestSupport"]),
]

let package = Package(
  name: "drover",
  products: [],
  targets: [resources] + ground + domain + engine + edge + keeper + interface + tool + support + mirrors
)
