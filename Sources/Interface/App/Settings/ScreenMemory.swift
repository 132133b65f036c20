import Loop
import PanelKit

/// Where a person stood, so that the next screen begins there; kept in the file of the drafts.
package struct ScreenMemory: Hashable, Sendable, Codable {
  package var view: String
  /// By view, in each panel's own words.
  package var views: [String: [String: String]]

  package init(view: String, views: [String: [String: String]]) {
    (self.view, self.views) = (view, views)
  }

  /// View by view what changed since; nil is the board with nothing to remember.
  static func laid(_ own: ScreenMemory?, over current: ScreenMemory?, since before: ScreenMemory?) -> ScreenMemory? {
    let plain = ScreenMemory(view: ViewID.board.rawValue, views: [:])
    let (own, before) = (own ?? plain, before ?? plain)
    var result = current ?? plain
    if own.view != before.view { result.view = own.view }
    for view in Set(own.views.keys).union(before.views.keys) where own.views[view] != before.views[view] {
      result.views[view] = own.views[view]
    }
    return result == plain ? nil : result
  }
}

extension AppProgram {
  /// Where one stands now. Asked for when it is kept, not with each key.
  func place(_ model: AppModel) -> ScreenMemory? {
    var views = model.drafts.screen?.views ?? [:]
    for panel in panels {
      guard let state = model.states[panel.view] else { continue }
      let memory = panel.memory(erased: state)
      views[panel.view.rawValue] = memory.isEmpty ? nil : memory
    }
    let isPlain = model.view == .board && views.isEmpty
    return isPlain ? nil : ScreenMemory(view: model.view.rawValue, views: views)
  }

  /// What was kept comes back, unless the screen was opened for something.
  func restored(_ drafts: Drafts, _ model: inout AppModel) -> Effect<AppMessage> {
    (model.drafts, model.savedDrafts) = (drafts, drafts)
    guard first == nil else { return .none }
    guard let screen = drafts.screen else { return .none }
    var effects: [Effect<AppMessage>] = []
    for panel in panels where model.states[panel.view] != nil {
      guard let memory = screen.views[panel.view.rawValue] else { continue }
      effects.append(change(panel.view, &model) { $0.recall(memory, erased: &$1) } ?? .none)
    }
    if let view = ViewID(rawValue: screen.view), panel(view) != nil { effects.append(go(view, nil, &model)) }
    return .batch(effects)
  }
}
