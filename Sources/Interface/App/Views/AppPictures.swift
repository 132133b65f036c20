import Canvas
import PanelKit
import Widgets

/// The first and the last line as they were drawn before.
struct AppPictures: Sendable {
  /// All that the first line is made of.
  struct Head: Equatable, Sendable {
    let view: ViewID
    let waiting: [Int]
    let words: StyledText
    let workspace: String
    let keys: [String]
    let theme: Theme
  }

  struct Foot: Equatable, Sendable {
    let footer: Footer
    let theme: Theme
  }

  let head = Pictures<Head>(limit: 1)
  let foot = Pictures<Foot>(limit: 1)
}
