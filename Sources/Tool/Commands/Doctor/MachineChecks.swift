import Base
import Glibc
import Platform

/// What has to be asked of programs and of the kernel. Each question has a short deadline; none changes anything.
package struct MachineChecks {
  let environment: [String: String]
  let home: String

  /// With `fix` what can be put right without any risk is put right, and said.
  func findings(fix: Bool) async -> [Finding] {
    await [git, identity].compactMap { $0 } + tmux() + [keys, ssh()] + keeper() + homeFolder(fix: fix) + sandbox()
  }

  /// What a program prints; nil when it is missing, fails or takes longer than five seconds.
  private func ask(_ words: String...) async -> String? {
    let result = try? await Child.run(words, environment: environment, deadline: .seconds(5), limit: 1 << 16)
    guard let result, result.status.isSuccess else { return nil }
    return (result.outputText + result.errorText).trimmed
  }
}

// MARK: - Git

extension MachineChecks {
  /// The version from which merges are tried without touching a worktree.
  private static let neededGit = (major: 2, minor: 38)

  private var git: Finding? {
    get async {
      guard let said = await ask("git", "--version") else { return nil }  // its absence is found elsewhere
      let numbers = said.split(separator: " ").dropFirst(2).first?.split(separator: ".").compactMap { Int($0) } ?? []
      guard numbers.count > 1, (numbers[0], numbers[1]) < Self.neededGit else { return .good("git", said) }
      return .fault(
        "git", "\(said) is too old: \(Self.neededGit.major).\(Self.neededGit.minor) is needed",
        remedy: "install a newer git")
    }
  }

  private var identity: Finding? {
    get async {
      guard await ask("git", "--version") != nil else { return nil }
      let name = await ask("git", "config", "--get", "user.name")
      let address = await ask("git", "config", "--get", "user.email")
      guard let name, let address, !name.isEmpty, !address.isEmpty else {
        return .note(
          "identity", "git does not know who you are, so it cannot commit or merge",
          remedy: "git config --global user.name \"…\"; git config --global user.email …")
      }
      return .good("identity", "\(name) <\(address)>")
    }
  }
}

// MARK: - Terminal

extension MachineChecks {
  /// The options of the server that runs now, not of a file that it may never have read.
  private func tmux() async -> [Finding] {
    guard environment["TMUX"]?.isEmpty == false else { return [] }
    guard let time = await ask("tmux", "show-options", "-sv", "escape-time") else {
      return [.note("tmux", "the tmux around us does not answer", remedy: "see: tmux show-options -s")]
    }
    var notes: [Finding] = []
    func want(_ isSo: Bool, _ problem: String, _ line: String) {
      if !isSo { notes.append(.note("tmux", problem, remedy: "add to ~/.tmux.conf: \(line)")) }
    }
    let focus = await ask("tmux", "show-options", "-gv", "focus-events")
    let clipboard = await ask("tmux", "show-options", "-sv", "set-clipboard")
    let features = await ask("tmux", "show-options", "-sv", "terminal-features") ?? ""
    want(Int(time) ?? 500 <= 50, "escape-time is \(time) ms: Esc is answered late", "set -sg escape-time 10")
    want(focus == "on", "focus-events are off: notifications cannot tell whether you look", "set -g focus-events on")
    want(clipboard == "on", "copying does not reach your clipboard", "set -s set-clipboard on")
    want(
      features.contains("RGB") || environment["COLORTERM"] == nil, "24-bit colours are reduced",
      "set -as terminal-features ',*:RGB'")
    return notes.isEmpty ? [.good("tmux", "its options are as they should be")] : notes
  }

  private func ssh() async -> Finding {
    guard let version = await ask("ssh", "-V") else {
      return .note("ssh", "there is no ssh: attach HOST does not work", remedy: "apt-get install openssh-client")
    }
    let isRemote = environment["SSH_CONNECTION"]?.isEmpty == false
    return .good("ssh", version + (isRemote ? "; this is a session through ssh" : ""))
  }
}

// MARK: - Drover itself

extension MachineChecks {
  package static let keyNames = [
    "ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "OPENAI_API_KEY", "CODEX_API_KEY", "GEMINI_API_KEY", "GOOGLE_API_KEY",
    "OPENROUTER_API_KEY", "MISTRAL_API_KEY", "DEEPSEEK_API_KEY", "GROQ_API_KEY", "XAI_API_KEY", "GITHUB_TOKEN",
  ]

  /// By name, never by value.
  private var keys: Finding {
    let set = Self.keyNames.filter { environment[$0]?.isEmpty == false }
    return .good(
      "keys", set.isEmpty ? "none in this environment; agents with a login need none" : set.joined(separator: ", "))
  }

  private func keeper() async -> [Finding] {
    let own = Files.realPath("/proc/self/exe") ?? ""
    let folder = Files.folder(of: own)
    let places = ["\(folder)/drover-keeper", "\(Files.folder(of: folder))/libexec/drover/drover-keeper"]
    guard let found = places.first(where: { access($0, X_OK) == 0 }) else {
      return [
        .fault(
          "keeper", "drover-keeper is missing, and no run can start", remedy: "install drover anew: scripts/install")
      ]
    }
    return [.good("keeper", found), await group(found)]
  }

  /// Asked of the keeper, which tries it: rights, delegation and the kernel's age all count.
  private func group(_ keeper: String) async -> Finding {
    let said = await ask(keeper, "group") ?? "none the keeper does not say"
    if said.hasPrefix("group ") {
      return .good("runs", "each gets a control group of its own: nothing outlives it, whatever is killed")
    }
    return .note(
      "runs",
      "none gets a control group of its own (\(said.dropFirst(5))): what is left when all its keepers are killed"
        + " at once is ended by the next engine, and found by its environment only",
      remedy:
        "start drover where control groups are delegated, for example: systemd-run --user --scope -p Delegate=yes drover"
    )
  }

  private func homeFolder(fix: Bool) -> [Finding] {
    var facts = stat()
    guard stat(home, &facts) == 0 else { return [] }
    if (try? SystemFacts.isOnNetwork(home)) == true {
      return [
        .fault("home", "\(home) is on a network file system", remedy: "set DROVER_HOME to a folder on a local disk")
      ]
    }
    guard facts.st_mode & 0o077 != 0 else { return [.good("home", home)] }
    if fix, (try? Files.setMode(home, 0o700)) != nil { return [.good("mended", "closed \(home) to other users")] }
    return [.fault("home", "other users can look into \(home)", remedy: "chmod 700 \(home), or drover doctor --fix")]
  }
}

// MARK: - What could confine an agent

extension MachineChecks {
  private func sandbox() async -> [Finding] {
    let lsm = Files.small("/sys/kernel/security/lsm").map { String(decoding: $0, as: UTF8.self) } ?? ""
    let hasUsers = await ask("unshare", "--user", "--map-root-user", "true") != nil
    let hasBubblewrap = Launch.program(named: "bwrap", path: environment["PATH"]) != nil
    let found = [
      ("user namespaces", hasUsers), ("landlock", lsm.contains("landlock")), ("bubblewrap", hasBubblewrap),
    ]
    let there = found.filter(\.1).map(\.0), missing = found.filter { !$0.1 }.map(\.0)
    let words = [
      there.isEmpty ? nil : there.joined(separator: ", "),
      missing.isEmpty ? nil : "not: \(missing.joined(separator: ", "))",
    ].compactMap { $0 }.joined(separator: "; ")
    guard hasUsers else {
      return [
        .note(
          "sandbox", words,
          remedy: "agents that confine themselves need user namespaces: sysctl user.max_user_namespaces")
      ]
    }
    guard hasBubblewrap else {
      return [
        .note("sandbox", words, remedy: "agents that confine what they run want it: apt-get install bubblewrap")
      ]
    }
    return [.good("sandbox", words)]
  }
}
