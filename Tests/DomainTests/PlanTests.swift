import Domain
import Testing

/// A list that a person wrote, as tasks that wait for each other.
@Suite struct PlanTests {
  @Test(arguments: [
    ("- one\n- two", ["one", "two"]),
    ("1. one\n2. two\n3. three", ["one", "two <0", "three <1"]),
    ("- whole\n  - first\n  - second", ["first", "second", "whole <0,1"]),
    ("1. a\n   - b\n   - c\n2. d", ["b", "c", "a <0,1", "d <2"]),
    ("1. a\n2. b\n   - c\n   - d", ["a", "c <0", "d <0", "b <1,2"]),
    ("1. a\n2. [x] b\n3. c", ["a", "c <0"]),
    ("- [x] done\n  - [ ] open\n- [ ] other", ["open", "other"]),
    ("1. a\n2. b\n\n## Then\n\n1. c\n2. d", ["a", "b <0", "c", "d <2"]),
    ("* a\n+ b\n1) c\n2) d", ["a", "b", "c", "d <2"]),
    ("words\n-no item\n12 no item\n- \n\n```\n- code\n```\n", []),
    ("\t- deep\n- shallow", ["deep", "shallow"]),
    ("- é 漢字 👍🏽\r\n- b\r\n", ["é 漢字 👍🏽", "b"]),
    ("", []),
  ])
  func itemsWaitForWhatTheListSays(text: String, wanted: [String]) {
    let items = PlanText(text).items.map { item in
      item.title + (item.after.isEmpty ? "" : " <" + item.after.map(String.init).joined(separator: ","))
    }
    #expect(items == wanted)
  }

  @Test func whatStandsBelowAnItemIsItsPrompt() {
    let plan = PlanText("- Mend the login\n  It fails on Mondays.\n\n  ```\n  - not an item\n  ```\n\nEnd.\n")
    #expect(plan.items.map(\.prompt) == ["Mend the login\nIt fails on Mondays.\n```\n- not an item\n```"])
  }
}
