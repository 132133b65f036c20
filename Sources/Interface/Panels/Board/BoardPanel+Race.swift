import Canvas
package import Domain
import Loop
import PanelKit
package import Widgets

/// Several services at one task: all of them are paid for, so the price is shown before each start.
extension BoardPanel {
  /// Who races starts together with the others that have not begun.
  func startRace(_ tasks: [TaskView], _ state: BoardState) -> PanelStep<BoardMessage> {
    let racing = Set(tasks.flatMap { $0.race?.tasks ?? [] })
    let known = Set(tasks.map(\.id))
    let all =
      tasks + state[.todo].tasks.filter { racing.contains($0.id) && !known.contains($0.id) && $0.waiting == nil }
    let racers = all.filter { $0.race != nil }
    return PanelStep(
      .run { [client] send in
        await send(
          await Self.answer {
            let services = racers.compactMap(\.service)
            guard
              case .prices(let prices) = try await client.ask(.prices(services: services, model: racers.first?.model))
            else { throw DroverError(.failed, "the engine answered something else than prices") }
            return .priced(all, prices)
          })
      })
  }

  func asksForRace(_ tasks: [TaskView], _ prices: [ServicePrice]) -> PanelStep<BoardMessage> {
    let yes = Effect<BoardMessage>.batch(.run { await $0(.agreed) }, begin(tasks))
    return PanelStep(.dialog(Self.raceDialog(tasks, prices), answers: ["Y": yes]))
  }

  package static func raceDialog(_ tasks: [TaskView], _ prices: [ServicePrice]) -> Dialog {
    let budget = tasks.compactMap(\.budget).min()
    let words = ServicePrice.words(prices, budget: budget, howToLimit: "e sets one")
    return .confirm(
      title: "Start the race?", objects: tasks.map { StyledText("\($0.id) \($0.service ?? "")") },
      body: StyledText(words), yes: "start", isDangerous: false)
  }
}
