import Domain
import Keymap
import Loop
import PanelKit
import Widgets
import Wire

/// Filters that a person kept, to be taken again with one key.
extension BoardPanel {
  /// More do not fit the digits that take them.
  private static let mostFilters = 9

  func chooseFilter(_ state: inout BoardState) -> PanelStep<BoardMessage> {
    let menu = Self.filterMenu(state)
    guard !menu.items.isEmpty else {
      return PanelStep(.say("no filter is kept yet: filter the board, then press this again to keep it"))
    }
    state.input = .filters(menu)
    return .none
  }

  private static func filterMenu(_ state: BoardState) -> Menu {
    var items = state.kept.enumerated().map { Menu.Item(key: "\($0 + 1)", $1) }
    if state.kept.contains(state.filter) {
      items.append(.init(key: "d", "keep \(state.filter) no more"))
    } else if !state.filter.isEmpty {
      let refusal = state.kept.count < mostFilters ? nil : "nine are kept; drop one first"
      items.append(.init(key: "s", "keep \(state.filter)", refusal: refusal))
    }
    if !state.filter.isEmpty { items.append(.init(key: "0", "no filter")) }
    return Menu(title: "Filters", items: items)
  }

  func press(_ key: KeyPress, filters menu: Menu, _ state: inout BoardState) -> PanelStep<BoardMessage> {
    var menu = menu
    switch menu.press(key.name) {
    case .left: return .none
    case .took(let item): return take(item.key, &state)
    case .stays: break
    }
    state.input = .filters(menu)
    return .none
  }

  private func take(_ key: String, _ state: inout BoardState) -> PanelStep<BoardMessage> {
    switch key {
    case "s":
      state.kept.append(state.filter)
      return PanelStep(.say("kept; \(state.kept.count) takes it again"))
    case "d":
      state.kept.removeAll { $0 == state.filter }
      return PanelStep(.say("\(state.filter) is kept no more"))
    default:
      let number = (Int(key) ?? 0) - 1
      state.filter = state.kept.indices.contains(number) ? state.kept[number] : ""
      state.refilterAll()
      return .none
    }
  }
}
