/// All that a keeper must know to start a run. The environment goes to it through a pipe and never reaches the disk.
package struct RunPlan: Equatable, Sendable {
  package enum Streams: Equatable, Sendable {
    case pipes
    case merged
    case terminal(columns: Int, rows: Int)
  }

  package var run: String
  /// Unique on the machine; stands in the child's environment as `DROVER_RUN_ID`.
  package var marker: String
  /// Counts the attempts and engines: commands with a lower one are refused.
  package var fence: UInt64
  /// The program first: a path, or a name that is looked up in the PATH of `environment`.
  package var argv: [String]
  package var environment: [String: String]
  package var folder: String
  package var streams: Streams
  /// Whether the child gets a pipe to read from; else it reads an empty file.
  package var takesInput = true
  package var logLimit = 1 << 30
  package var logSync = Duration.seconds(1)
  package var grace = Duration.seconds(5)
  package var timeLimit: Duration?
  /// Whether an engine lives is asked there; nil: nobody asks.
  package var engineLock: String?
  package var engineGrace = Duration.seconds(86400)

  package init(
    run: String, marker: String, fence: UInt64, argv: [String], environment: [String: String], folder: String,
    streams: Streams = .pipes
  ) {
    self.run = run
    self.marker = marker
    self.fence = fence
    self.argv = argv
    self.environment = environment
    self.folder = folder
    self.streams = streams
  }
}

// MARK: - The launch file

extension RunPlan {
  func launchFile(program: String, host: String) -> [UInt8] {
    var fields = [
      "version=1", "run=\(run)", "marker=\(marker)", "fence=\(fence)", "folder=\(folder)", "streams=\(streamsName)",
    ]
    if !takesInput { fields.append("input=none") }
    let (columns, rows) = size
    fields += ["columns=\(columns)", "rows=\(rows)", "logLimit=\(logLimit)", "logSync=\(logSync.milliseconds)"]
    fields += ["grace=\(grace.milliseconds)", "timeLimit=\(timeLimit?.milliseconds ?? 0)"]
    fields += ["engineLock=\(engineLock ?? "")", "engineGrace=\(engineGrace.milliseconds)", "host=\(host)"]
    fields += ["program=\(program)"] + argv.map { "arg=\($0)" }
    return fields.flatMap { Array($0.utf8) + [0] }
  }

  var environmentBytes: [UInt8] {
    environment.sorted { $0.key < $1.key }.flatMap { Array("\($0.key)=\($0.value)".utf8) + [0] } + [0]
  }

  /// A zero byte would end a field early and let the rest pass for another one.
  var hasZero: Bool {
    let texts = argv + [run, marker, folder, engineLock ?? ""] + environment.keys + environment.values
    return texts.contains { $0.utf8.contains(0) }
  }

  private var streamsName: String {
    switch streams {
    case .pipes: "pipes"
    case .merged: "merged"
    case .terminal: "terminal"
    }
  }

  private var size: (Int, Int) {
    if case .terminal(let columns, let rows) = streams { return (columns, rows) }
    return (80, 24)
  }
}

extension Duration {
  var milliseconds: Int64 { components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 }
}
