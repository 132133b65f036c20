import Testing

@testable import Assembly

@Suite struct AgentAncestryTests {
  /// 2 is a login of root's, 3 its shell, 4 a keeper, 5 the agent, 6 what it started, 7 cannot be looked at.
  private static let parents: [Int32: Int32] = [2: 1, 3: 2, 4: 3, 5: 4, 6: 5, 7: 3, 8: 7, 9: 2]
  private static let names: [Int32: AgentAncestry.Name] = [
    2: .foreign, 3: .known("bash"), 4: .known("drover-keeper"), 5: .known("claude"), 6: .known("drover"), 7: .unknown,
    8: .known("drover"), 9: .known("drover"),
  ]

  @Test(
    arguments: [
      (3, .none), (9, .none), (5, .process(4)), (6, .process(4)), (4, .process(4)), (8, .unknown), (99, .unknown),
    ] as [(Int32, AgentAncestry.Ancestor)])
  func whoDescendsFromAKeeperIsAnAgent(_ pid: Int32, _ expected: AgentAncestry.Ancestor) {
    let found = AgentAncestry.ancestor(
      of: pid, called: "drover-keeper", parent: { Self.parents[$0] }, name: { Self.names[$0] ?? .unknown })
    #expect(found == expected)
  }
}
