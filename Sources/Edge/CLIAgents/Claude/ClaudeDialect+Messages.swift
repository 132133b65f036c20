import Domain
import JSON

extension ClaudeDialect {
  mutating func assistant(_ value: JSONValue, _ sink: inout EventSink) {
    let parent = value.text("parent_tool_use_id")
    if value.bool("is_api_error_message") {
      let text = value["message"]?["content"]?.contentText ?? ""
      let word = value.text("error") ?? ""
      failed(word)
      let known = ClaudeEnding.errorClass(
        status: value.int("api_error_status"), words: [value.text("api_error"), value.text("api_error_type"), word],
        text: text)
      return sink.add(.error(AgentFault(errorClass: known, message: text)))
    }
    let message = value["message"]?.text("id")
    for block in value["message"]?.list("content") ?? [] { self.block(block, message, parent, &sink) }
  }

  private mutating func block(_ block: JSONValue, _ message: String?, _ parent: String?, _ sink: inout EventSink) {
    switch block.text("type") {
    case "text": say(block.text("text") ?? "", "text", message, parent, &sink)
    case "thinking", "redacted_thinking": say(block.text("thinking") ?? "", "thinking", message, parent, &sink)
    case "tool_use", "server_tool_use", "mcp_tool_use":
      let (id, name) = (block.text("id") ?? "", block.text("name") ?? "?")
      tools[id] = name
      sink.add(
        .toolCall(
          ToolCall(id: id, name: name, input: block["input"]?.asText ?? "", parent: parent)))
    default:
      let kept = BoundedText(block.asText)
      sink.add(.raw(RawLine(text: kept.text, cutBytes: kept.cutBytes)))
    }
  }

  /// The whole of a block; where its pieces were told as they came, only what they lacked.
  private mutating func say(
    _ whole: String, _ kind: String, _ message: String?, _ parent: String?, _ sink: inout EventSink
  ) {
    if parent == nil, kind == "text", !whole.isEmpty { spoke() }
    let key = "\(kind) \(message ?? "") \(parent ?? "")"
    guard let rest = texts.rest(of: whole, key: key) else { return }
    let text = AgentText(text: rest, message: message, parent: parent)
    sink.add(kind == "text" ? .text(text) : .thinking(text))
  }

  mutating func stream(_ value: JSONValue, _ sink: inout EventSink) -> Bool {
    guard let event = value["event"] else { return false }
    let parent = value.text("parent_tool_use_id")
    switch event.text("type") {
    case "message_start": open(event["message"]?.text("id") ?? "", parent, &sink)
    case "content_block_start": streaming[parent ?? ""]?.block = event["content_block"]?.text("type") ?? ""
    case "content_block_delta": piece(event["delta"], parent, &sink)
    case "content_block_stop", "message_delta", "ping": break
    case "message_stop": streaming[parent ?? ""] = nil
    case "error":
      let text = event["error"]?.text("message") ?? "the stream broke"
      let known = ErrorRules.byCode(event["error"]?.text("type") ?? "") ?? ErrorRules.byText(text)
      sink.add(.error(AgentFault(errorClass: known, message: text)))
    default: return false
    }
    return true
  }

  /// A message that begins while another is unfinished means that the first one broke off and is said anew.
  private mutating func open(_ message: String, _ parent: String?, _ sink: inout EventSink) {
    let speaker = parent ?? ""
    if let broken = streaming[speaker] {
      let keys = ["text", "thinking"].map { "\($0) \(broken.message) \(speaker)" }
      if keys.contains(where: texts.isOpen) {
        sink.add(
          .retry(
            AgentRetry(errorClass: .network, message: "the answer broke off and is said anew", discards: broken.message)
          ))
      }
      for key in keys { texts.forget(key) }
    }
    streaming[speaker] = (message, "")
  }

  private mutating func piece(_ delta: JSONValue?, _ parent: String?, _ sink: inout EventSink) {
    let message = streaming[parent ?? ""]?.message
    let kind = delta?.text("type") == "text_delta" ? "text" : "thinking"
    guard let piece = delta?.text(kind), !piece.isEmpty else { return }
    texts.add(piece, to: "\(kind) \(message ?? "") \(parent ?? "")")
    if kind == "text", parent == nil { spoke() }
    let text = AgentText(text: piece, message: message, isPartial: true, parent: parent)
    sink.add(kind == "text" ? .text(text) : .thinking(text))
  }

  // MARK: - Tools

  mutating func user(_ value: JSONValue, _ sink: inout EventSink) {
    let parent = value.text("parent_tool_use_id")
    for block in value["message"]?.list("content") ?? [] where block.text("type") == "tool_result" {
      let id = block.text("tool_use_id") ?? ""
      let output = BoundedText(block["content"]?.contentText ?? "")
      let isError = block.bool("is_error")
      sink.add(
        .toolResult(
          ToolResult(
            id: id, output: output.text, isError: isError, exitCode: isError ? Self.exitCode(output.text) : nil,
            cutBytes: output.cutBytes, parent: parent)))
      if !isError { change(value["tool_use_result"], id, &sink) }
    }
  }

  /// A failed command begins its output with `Exit code 3`.
  private static func exitCode(_ output: String) -> Int? {
    guard output.hasPrefix("Exit code ") else { return nil }
    return Int(output.dropFirst(10).prefix { $0.isNumber })
  }

  /// Only tools that write give a patch with their result; reading gives a `file`.
  private func change(_ result: JSONValue?, _ call: String, _ sink: inout EventSink) {
    guard let result, let path = result.text("filePath"), result["structuredPatch"] != nil else { return }
    sink.add(.fileChange(FileChange(path: path, change: result.text("type") == "create" ? .add : .update, call: call)))
  }

  // MARK: - Control protocol

  func control(_ value: JSONValue, _ sink: inout EventSink) -> Bool {
    guard let id = value.text("request_id"), let request = value["request"] else { return false }
    guard request.text("subtype") == "can_use_tool" else { return false }
    let tool = request.text("tool_name") ?? "?"
    let input = request["input"]?.asText ?? ""
    if tool == "AskUserQuestion" {
      for question in Self.questions(id, request["input"] ?? .null, input) { sink.add(.question(question)) }
      return true
    }
    sink.add(
      .approval(
        ApprovalRequest(
          id: id, tool: tool, input: input, title: request.text("description"),
          reason: request.text("decision_reason") ?? request.text("decision_reason_type"),
          call: request.text("tool_use_id"),
          options: [
            Choice(id: "allow", name: "Allow", kind: "allow_once"),
            Choice(id: "deny", name: "Deny", kind: "reject_once"),
          ])))
    return true
  }

  /// One request may hold several questions; the first has the id of the request, the others a number behind it.
  private static func questions(_ id: String, _ input: JSONValue, _ whole: String) -> [AgentQuestion] {
    let found = input.list("questions")
    return (found.isEmpty ? [input] : found).enumerated().map { place, question in
      let options = question.list("options").map { $0.text("label") ?? $0.asText }
      return AgentQuestion(
        id: place == 0 ? id : "\(id).\(place + 1)", text: question.text("question") ?? "the agent asks",
        options: options.map { Choice(id: $0, name: $0) }, input: whole)
    }
  }

  /// Answers to our own requests; only a refusal is worth a word.
  func answer(_ value: JSONValue, _ sink: inout EventSink) -> Bool {
    guard let response = value["response"] else { return false }
    if response.text("subtype") == "error" {
      let text = response.text("error") ?? response.text("error_code") ?? "a request was refused"
      sink.add(.error(AgentFault(errorClass: .unknown, message: text)))
    }
    return true
  }
}
