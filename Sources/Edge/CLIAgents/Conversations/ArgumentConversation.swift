package import Domain

/// An agent that gets its prompt as a word and prints until it ends: nothing can be said to it.
package struct ArgumentConversation: AgentConversation {
  private var decoder: any AgentDecoder

  package init(_ decoder: any AgentDecoder) { self.decoder = decoder }

  package mutating func open() -> [AgentStep] { [] }

  package mutating func feed(_ bytes: [UInt8], at offset: Int64) -> [AgentStep] {
    decoder.feed(bytes, at: offset).map(AgentStep.event)
  }

  package mutating func feedErrors(_ bytes: [UInt8], at offset: Int64) -> [AgentStep] { [] }
  package mutating func end() -> [AgentStep] { decoder.end().map(AgentStep.event) }
  package mutating func say(_ text: String, id: String) -> [AgentStep] { [] }
  package mutating func answer(_ request: String, _ answer: AgentAnswer) -> [AgentStep] { [] }
  package mutating func interrupt(id: String) -> [AgentStep] { [] }
}
