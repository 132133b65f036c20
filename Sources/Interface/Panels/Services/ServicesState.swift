import Base
package import Domain
import Widgets

/// Who can do work, and how fit each is.
package struct ServicesState: Sendable {
  package internal(set) var services: [ServiceView] = []
  /// What each spent today.
  package internal(set) var spent: [String: Spending] = [:]
  package internal(set) var selected = 0
  package internal(set) var filter = ""
  package internal(set) var isLoading = true
  package internal(set) var isOpen = false
  package internal(set) var testing: Set<String> = []
  /// The models of a service, to choose one of.
  var models: (service: String, menu: Menu)?
  /// The card that was selected when the screen went away, until it has come.
  var recalled: String?
  var isAsking = false
  var isDirty = false
  var now: Timestamp?
  var columns = 1
  var top = 0
  var detailTop = 0
  /// Rows of cards that are seen at once, or of text where one is open.
  var pageRows = 1

  package init() {}

  /// Those that can work before those that are not installed, else in the engine's order.
  static func sorted(_ services: [ServiceView]) -> [ServiceView] {
    services.filter(\.isFound) + services.filter { !$0.isFound }
  }

  package var visible: [ServiceView] {
    let pattern = FuzzyPattern(filter)
    return pattern.isEmpty
      ? services
      : services.filter {
        pattern.matches("\($0.name) \($0.health.state.words) \($0.models.joined(separator: " "))")
      }
  }

  package var current: ServiceView? {
    let visible = visible
    return visible.indices.contains(selected) ? visible[selected] : nil
  }

  mutating func move(by step: Int) { selected = max(0, min(selected + step, visible.count - 1)) }
}
