/// Tokens as the agent reported them. Input counts what was neither read from nor written to a cache.
package struct Usage: Hashable, Sendable, Codable {
  package var input: Int
  package var output: Int
  package var cacheRead: Int
  package var cacheWrite: Int
  package var reasoning: Int

  package init(input: Int = 0, output: Int = 0, cacheRead: Int = 0, cacheWrite: Int = 0, reasoning: Int = 0) {
    self.input = input
    self.output = output
    self.cacheRead = cacheRead
    self.cacheWrite = cacheWrite
    self.reasoning = reasoning
  }

  package static func + (left: Usage, right: Usage) -> Usage {
    Usage(
      input: left.input + right.input, output: left.output + right.output,
      cacheRead: left.cacheRead + right.cacheRead, cacheWrite: left.cacheWrite + right.cacheWrite,
      reasoning: left.reasoning + right.reasoning)
  }

  package var total: Int { input + output + cacheRead + cacheWrite }
}
