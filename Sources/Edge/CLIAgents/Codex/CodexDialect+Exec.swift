import Domain
import JSON

/// `codex exec --json`: whole items, no pieces.
extension CodexDialect {
  mutating func execEvent(_ type: String, _ value: JSONValue, _ sink: inout EventSink) -> Bool {
    switch type {
    case "thread.started": begin(AgentSession(id: value.text("thread_id") ?? ""), &sink)
    case "turn.started": break
    case "item.started", "item.updated", "item.completed":
      return item(value["item"] ?? .null, isOver: type == "item.completed", isNew: type == "item.started", &sink)
    case "turn.completed":
      if let usage = value["usage"] { book(total: Self.usage(usage), &sink) }
      finish(.success, error: nil, reason: type, &sink)
    case "turn.failed": finish(.failed, error: value["error"], reason: type, &sink)
    case "error": fault(value, &sink)
    default: return false
    }
    return true
  }

  private func fault(_ value: JSONValue, _ sink: inout EventSink) {
    let message = Self.words(value)
    if let retry = Self.retry(message) { return sink.add(.retry(retry)) }
    sink.add(.error(AgentFault(errorClass: Self.errorClass(value), message: message)))
  }

  /// One item of the thread, in the spelling of either tongue.
  mutating func item(_ item: JSONValue, isOver: Bool, isNew: Bool, _ sink: inout EventSink) -> Bool {
    let id = item.text("id") ?? ""
    switch item.text("type") {
    case "agent_message", "agentMessage": if isOver { say(item.text("text") ?? "", id, isThought: false, &sink) }
    case "reasoning":
      if isOver { say(item.text("text") ?? Self.thoughts(item), id, isThought: true, &sink) }
    case "command_execution", "commandExecution": command(item, id, isOver: isOver, isNew: isNew, &sink)
    case "file_change", "fileChange": change(item, id, isOver: isOver, isNew: isNew, &sink)
    case "mcp_tool_call", "mcpToolCall": tool(item, id, isOver: isOver, isNew: isNew, &sink)
    case "error":
      sink.add(.error(AgentFault(errorClass: Self.errorClass(item), message: item.text("message") ?? item.asText)))
    case "web_search", "webSearch":
      if isNew { sink.add(.toolCall(ToolCall(id: id, name: "web_search", input: item.text("query") ?? ""))) }
    case "todo_list", "todoList", "userMessage": break
    default: return false
    }
    return true
  }

  private static func thoughts(_ item: JSONValue) -> String {
    let parts = item.list("summary").isEmpty ? item.list("content") : item.list("summary")
    return parts.map(\.asText).joined(separator: "\n")
  }

  private mutating func say(_ whole: String, _ id: String, isThought: Bool, _ sink: inout EventSink) {
    guard let rest = texts.rest(of: whole, key: id) else { return }
    let text = AgentText(text: rest, message: id)
    sink.add(isThought ? .thinking(text) : .text(text))
  }

  private func command(_ item: JSONValue, _ id: String, isOver: Bool, isNew: Bool, _ sink: inout EventSink) {
    if isNew { sink.add(.toolCall(ToolCall(id: id, name: "shell", input: item.text("command") ?? ""))) }
    guard isOver else { return }
    let output = BoundedText(item.text("aggregated_output") ?? item.text("aggregatedOutput") ?? "")
    let code = item.int("exit_code") ?? item.int("exitCode")
    let failed = item.text("status").map { $0 != "completed" } ?? false
    sink.add(
      .toolResult(
        ToolResult(
          id: id, output: output.text, isError: failed || (code ?? 0) != 0, exitCode: code, cutBytes: output.cutBytes)))
  }

  private mutating func change(_ item: JSONValue, _ id: String, isOver: Bool, isNew: Bool, _ sink: inout EventSink) {
    let changes = item.list("changes")
    if isNew {
      patches[id] = item["changes"]?.asText
      sink.add(.toolCall(ToolCall(id: id, name: "apply_patch", input: item["changes"]?.asText ?? "")))
    }
    guard isOver else { return }
    patches[id] = nil
    let failed = item.text("status") != "completed"
    if !failed {
      for change in changes {
        sink.add(
          .fileChange(
            FileChange(path: change.text("path") ?? "", change: Self.kind(change), call: id, diff: change.text("diff")))
        )
      }
    }
    sink.add(.toolResult(ToolResult(id: id, isError: failed)))
  }

  private static func kind(_ change: JSONValue) -> FileChange.Change {
    switch change.text("kind") ?? change["kind"]?.text("type") {
    case "add": .add
    case "delete": .delete
    case "move": .move
    default: .update
    }
  }

  private func tool(_ item: JSONValue, _ id: String, isOver: Bool, isNew: Bool, _ sink: inout EventSink) {
    if isNew {
      let name = [item.text("server"), item.text("tool")].compactMap { $0 }.joined(separator: ".")
      sink.add(.toolCall(ToolCall(id: id, name: name, input: item["arguments"]?.asText ?? "")))
    }
    guard isOver else { return }
    let error = item.given("error").map { $0.text("message") ?? $0.asText }
    let output = BoundedText(error ?? item["result"]?["content"]?.contentText ?? item["result"]?.asText ?? "")
    let isError = error != nil || item.text("status") == "failed"
    sink.add(.toolResult(ToolResult(id: id, output: output.text, isError: isError, cutBytes: output.cutBytes)))
  }
}
