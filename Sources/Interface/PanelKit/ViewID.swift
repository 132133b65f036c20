/// The screens of the interface, each with the key that leads to it. Those whose panel exists are shown.
package enum ViewID: String, Hashable, Sendable, CaseIterable {
  case board, logs, services, metrics, chat, review, inbox

  package var key: String {
    switch self {
    case .board: "1"
    case .logs: "2"
    case .services: "3"
    case .metrics: "4"
    case .chat: "5"
    case .review: "6"
    case .inbox: "i"
    }
  }

  package var title: String {
    switch self {
    case .board: "Board"
    case .logs: "Logs"
    case .services: "Services"
    case .metrics: "Metrics"
    case .chat: "Chat"
    case .review: "Review"
    case .inbox: "Inbox"
    }
  }
}
