/// Both ends of a child's streams, from before the start until its side is closed here.
struct ChildStreams {
  let input: Descriptor?
  let output: Descriptor
  let errors: Descriptor?
  let terminal: Pty?
  let highWater: Int
  private(set) var childInput: Descriptor?
  private(set) var childOutput: Descriptor?
  private(set) var childErrors: Descriptor?

  init(_ launch: Launch) throws {
    highWater = launch.highWater
    if case .terminal(let columns, let rows) = launch.streams {
      let pty = try Pty(columns: columns, rows: rows)
      terminal = pty
      output = pty.master
      input = try pty.master.duplicate()
      errors = nil
    } else {
      let (childInput, input) = try Descriptor.pipe()
      let (output, childOutput) = try Descriptor.pipe()
      self.input = input
      self.output = output
      self.childInput = childInput
      self.childOutput = childOutput
      terminal = nil
      if launch.streams == .pipesMerged {
        errors = nil
        childErrors = childOutput
      } else {
        let (errors, childErrors) = try Descriptor.pipe()
        self.errors = errors
        self.childErrors = childErrors
      }
    }
    for end in [input, output, errors] { try end?.setBlocking(false) }
  }

  func closeChildEnds() {
    for end in [childInput, childOutput, childErrors] { end?.close() }
  }

  func outputPump(_ descriptor: Descriptor?, _ reactor: Reactor) -> OutputPump? {
    descriptor.map { OutputPump($0, highWater: highWater, reactor: reactor) }
  }
}
