import Keymap
import PanelKit

/// Every table of keys, with a person's own in them; dispatch, help, footer and palette all read these.
struct AppKeys: Sendable {
  let panels: [ViewID: PanelKeys]
  let views: Keymap<ViewID>
  let everywhere: Keymap<GlobalAction>

  init(_ panels: [any Panel], _ views: Keymap<ViewID>, _ keys: [String: String] = [:]) {
    let changes = KeyChanges(keys)
    let everywhere = GlobalAction.keymap.changed(by: changes, in: "everywhere")
    self.panels = Dictionary(
      uniqueKeysWithValues: panels.map { ($0.view, $0.keys(changed: changes, and: everywhere)) })
    self.views = views.changed(by: changes, in: "view")
    self.everywhere = everywhere
  }

  func key(_ action: GlobalAction) -> String { everywhere.bindings.first { $0.action == action }?.keys.first ?? "" }

  func key(_ view: ViewID, _ action: String) -> String {
    panels[view]?.rows.first { $0.name == action }?.keys.first ?? ""
  }
}

// MARK: - Listing

/// One row of the tables that dispatch, as a person may name it in `ui.keys`.
package struct KeyRow: Hashable, Sendable {
  package let place: String
  package let action: String
  package let keys: [String]
  package let words: String
}

extension AppProgram {
  /// Every key and what it does, with a person's own in the table: first what works everywhere, then view by view.
  package func keyRows(with keys: [String: String]) -> [KeyRow] {
    let table = AppKeys(panels, views, keys)
    func listed(_ rows: [PanelKeys.Row], _ place: String) -> [KeyRow] {
      rows.map { KeyRow(place: place, action: $0.name, keys: $0.keys, words: $0.words) }
    }
    return listed(rows(table.everywhere), "everywhere") + listed(rows(table.views), "view")
      + panels.flatMap { listed(table.panels[$0.view]?.rows ?? [], $0.view.rawValue) }
  }
}

// MARK: - Checking

/// A mistake in a person's keys.
package struct KeyProblem: Hashable, Sendable {
  /// The name as it was written.
  package let action: String
  package let message: String
  package let remedy: String
}

extension AppProgram {
  /// What is wrong with keys before they are used: names that nothing has, keys that are none, and two actions that one
  /// key would mean in the same place.
  package func problems(with keys: [String: String]) -> [KeyProblem] {
    let places = Dictionary(
      uniqueKeysWithValues: panels.map { ($0.view.rawValue, $0.keys(changed: KeyChanges()).rows) }
    )
    .merging(["view": rows(views), "everywhere": rows(GlobalAction.keymap)]) { $1 }
    let names = places.flatMap { place, rows in rows.flatMap { [$0.name, "\(place).\($0.name)"] } }
    let unknown = keys.filter { !names.contains($0.key) || KeyName.canonical($0.value) == nil }
    guard unknown.isEmpty else {
      return unknown.sorted { $0.key < $1.key }.map { Self.unknown($0.key, $0.value, Set(names)) }
    }
    return clashes(keys)
  }

  private func rows<Action>(_ keymap: Keymap<Action>) -> [PanelKeys.Row]
  where Action: RawRepresentable, Action.RawValue == String {
    keymap.bindings.map { PanelKeys.Row(name: $0.action.rawValue, keys: $0.keys, words: $0.words) }
  }

  private static func unknown(_ action: String, _ key: String, _ names: Set<String>) -> KeyProblem {
    guard names.contains(action) else {
      let allowed = names.filter { !$0.contains(".") }.sorted().joined(separator: ", ")
      return KeyProblem(action: action, message: "is no action", remedy: "allowed: \(allowed)")
    }
    return KeyProblem(
      action: action, message: "cannot be on \"\(key)\", which is no key",
      remedy: "write a key like x, X, Ctrl-X, Alt-x, S-Tab, F5, Enter, Space or PgDn")
  }

  /// What stands in a view hides what stands everywhere, so a key is taken when either has it.
  private func clashes(_ keys: [String: String]) -> [KeyProblem] {
    let changes = KeyChanges(keys)
    func wanted(_ rows: [PanelKeys.Row], _ place: String) -> [(name: String, key: String, isOwn: Bool)] {
      rows.flatMap { row in
        changes.key(for: row.name, in: place).map { [(row.name, $0, true)] } ?? row.keys.map { (row.name, $0, false) }
      }
    }
    let shared = wanted(rows(GlobalAction.keymap), "everywhere") + wanted(rows(views), "view")
    var found: [KeyProblem] = []
    for panel in panels {
      let here = wanted(panel.keys(changed: KeyChanges()).rows, panel.view.rawValue)
      let all = here + shared
      for (index, one) in all.enumerated() {
        for other in all.dropFirst(index + 1) where one.key == other.key && (one.isOwn || other.isOwn) {
          let own = one.isOwn ? one : other
          let taken = one.isOwn ? other : one
          let problem = KeyProblem(
            action: own.name, message: "cannot be on \(own.key): \(taken.name) has it in the view \(panel.view.title)",
            remedy: "take another key, or give \(taken.name) another one as well")
          if !found.contains(where: { $0.action == own.name }) { found.append(problem) }
        }
      }
    }
    return found
  }
}
