import Domain
import Keymap
import Loop
package import PanelKit
import Widgets
package import Wire

/// Which model a service uses where a task names none.
extension ServicesPanel {
  func chooseModel(_ state: inout ServicesState) -> PanelStep<ServicesMessage> {
    guard let service = state.current else { return .none }
    let known = service.models.prefix(9).enumerated().map { index, model in
      Menu.Item(key: String(index + 1), model, refusal: model == service.model ? "chosen" : nil)
    }
    let own = Menu.Item(key: "0", "its own", refusal: service.model == nil ? "chosen" : nil)
    let other = Menu.Item(key: "t", "type a name")
    state.models = (service.name, Menu(title: "Model of \(service.name)", items: [own] + known + [other]))
    return .none
  }

  package func press(_ key: KeyPress, _ state: inout ServicesState) -> PanelStep<ServicesMessage>? {
    guard let (service, shown) = state.models else { return nil }
    var menu = shown
    state.models = nil
    switch menu.press(key.name) {
    case .left: return PanelStep.none
    case .took(let item): return take(item, service)
    case .stays: break
    }
    state.models = (service, menu)
    return PanelStep.none
  }

  private func take(_ item: Menu.Item, _ service: String) -> PanelStep<ServicesMessage> {
    switch item.key {
    case "0": return choose(nil, for: service)
    case "t":
      return PanelStep(
        .line(
          FootLine(
            sign: "model of \(service): ", placeholder: "a name that it knows", changed: { _ in .ignored },
            accepted: { .named(service: service, model: $0) }, cancelled: .ignored)))
    default: return choose(item.words, for: service)
    }
  }

  func choose(_ model: String?, for service: String) -> PanelStep<ServicesMessage> {
    PanelStep(
      .run { [client] send in
        do {
          _ = try await client.perform(.chooseModel(service: service, model: model))
          await send(.said("\(service) uses \(model ?? "its own model") where a task names none"))
        } catch {
          await send(.failed(DroverError(any: error)))
        }
      })
  }
}
