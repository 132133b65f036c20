import Board
import Domain
import Loop
import PanelKit

extension AppProgram {
  /// Who could work here: asked once, and only where there is no task yet and the welcome is seen.
  func askForAgents(_ model: inout AppModel) -> Effect<AppMessage> {
    let isEmpty = model.states[.board]?.read { (board: BoardState) in board.isKnownToBeEmpty } ?? false
    guard isEmpty, !model.hasAskedForAgents else { return .none }
    model.hasAskedForAgents = true
    return .run(id: "welcome.agents") { [client = board.client] send in
      // Without an answer the welcome has less to say.
      guard case .services(let services)? = try? await client.ask(.services) else { return }
      await send(.agents(services))
    }
  }
}
