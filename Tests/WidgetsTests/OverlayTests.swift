import Canvas
import Testing

@testable import Widgets

@Suite struct OverlayTests {
  @Test func dialogsAreClampedAndDefaultToNo() {
    let dialog = Dialog.confirm(
      title: "Discard T12?", body: StyledText(String(repeating: "word ", count: 200)), yes: "discard")
    #expect(dialog.buttons[dialog.focused].key == "n")
    #expect(dialog.button(forKey: "Y") == 1)
    for columns in 1...90 {
      for rows in [1, 2, 3, 5, 24] {
        let area = Rect(column: 2, row: 1, columns: columns, rows: rows)
        let place = dialog.place(in: area)
        #expect(place.intersection(area) == place)
        var canvas = Canvas(Size(columns: columns + 4, rows: rows + 2))
        dialog.draw(into: &canvas, area: area, theme: Theme())
      }
    }
  }

  @Test func buttonsGoRound() {
    var dialog = Dialog.confirm(title: "t", body: "b", yes: "yes")
    dialog.focus(by: -1)
    #expect(dialog.focused == 1)
    dialog.focus(by: 1)
    #expect(dialog.focused == 0)
  }

  @Test func toastsGoByThemselvesAndDoNotPileUp() {
    var stack = ToastStack()
    for number in 0..<6 { stack.show("toast \(number)", at: .seconds(number)) }
    #expect(stack.toasts.count == ToastStack.most)
    stack.show("toast 5", at: .seconds(8))
    #expect(stack.toasts.count == ToastStack.most)
    #expect(stack.nextEnd == .seconds(6))
    stack.expire(at: .seconds(9))
    #expect(stack.toasts.map(\.text) == ["toast 5"])
    stack.expire(at: .seconds(12))
    #expect(stack.nextEnd == nil)
  }

  @Test func menusStayInTheArea() {
    var menu = Menu(
      title: "copy", items: [Menu.Item(key: "b", "branch"), Menu.Item(key: "p", "path", refusal: "none")])
    let area = Rect(column: 0, row: 0, columns: 30, rows: 10)
    for column in 0..<30 {
      for row in 0..<10 {
        let place = menu.place(in: area, at: Point(column: column, row: row))
        #expect(place.intersection(area) == place)
      }
    }
    #expect(menu.press("p") == .stays && menu.press("x") == .stays)
    #expect(menu.press("b") == .took(menu.items[0]) && menu.press("Enter") == .took(menu.items[0]))
    #expect(menu.press("Down") == .stays && menu.selected == menu.items[1] && menu.press("Enter") == .stays)
    #expect(menu.press("k") == .stays && menu.selected == menu.items[0] && menu.press("Esc") == .left)
  }

  @Test func spinnersStandStillWhereNothingMayMove() {
    #expect(Spinner.frame(0, Theme()) != Spinner.frame(1, Theme()))
    let theme = Theme(motion: false)
    #expect(Spinner.frame(0, theme) == Spinner.frame(1, theme))
    #expect(!Spinner.moves(theme) && !Spinner.moves(.accessible()))
  }
}
