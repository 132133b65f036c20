package import Domain

/// One of something for each column, in their order: looked up without a hash, which counts where each key looks often.
package struct BoardColumns<Element> {
  private var elements: [Element]

  package init(_ element: Element) {
    elements = TaskState.allCases.map { _ in element }
  }

  package subscript(state: TaskState) -> Element {
    get { elements[state.place] }
    _modify { yield &elements[state.place] }
  }

  package var all: [Element] { elements }
}

extension BoardColumns: Sendable where Element: Sendable {}
extension BoardColumns: Equatable where Element: Equatable {}

extension TaskState {
  /// From the left.
  var place: Int {
    switch self {
    case .todo: 0
    case .running: 1
    case .review: 2
    case .done: 3
    case .failed: 4
    }
  }
}
