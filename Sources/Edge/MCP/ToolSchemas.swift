import Domain
import JSON

/// The shapes of what tools answer. A task is what the contract calls a task.
enum ToolSchemas {
  private static let text: JSONValue = ["type": "string"]
  private static let maybe: JSONValue = ["type": ["string", "null"]]
  private static let texts: JSONValue = ["type": "array", "items": ["type": "string"]]
  private static let record: JSONValue = ["type": ["object", "null"]]

  private static let taskFields: [(String, JSONValue)] = [
    ("id", text), ("title", text), ("prompt", text),
    ("state", ["type": "string", "enum": .array(TaskState.allCases.map { .string($0.rawValue) })]),
    ("waiting", record), ("reason", maybe), ("badges", texts), ("service", maybe), ("model", maybe),
    ("permission", text), ("workspace", text), ("base", maybe), ("branch", maybe), ("worktree", maybe),
    ("created", text), ("started", maybe), ("finished", maybe), ("usage", record), ("cost", record),
    ("trashed", ["type": "boolean"]), ("tags", texts), ("after", texts), ("runs", texts),
  ]

  static let task = object(taskFields, required: ["id", "title", "state"])
  static let tasks = object(
    [("tasks", ["type": "array", "items": task]), ("total", ["type": "integer"])], required: ["tasks", "total"])
  static let status = object([("task", task), ("facts", texts), ("ways", texts)], required: ["task", "facts", "ways"])
  static let waited = object(
    [("tasks", ["type": "array", "items": task]), ("timedOut", ["type": "boolean"])], required: ["tasks", "timedOut"])
  static let diff = object(
    [("id", text), ("diff", text), ("isCut", ["type": "boolean"])], required: ["id", "diff", "isCut"])

  static let services = object(
    [
      (
        "services",
        [
          "type": "array",
          "items": object(
            [
              ("name", text), ("found", flag), ("enabled", flag), ("loggedIn", ["type": ["boolean", "null"]]),
              ("health", record), ("models", texts), ("permissions", texts),
            ], required: ["name", "found", "enabled", "health"]),
        ]
      ), ("next", maybe), ("reason", text),
    ], required: ["services", "next", "reason"])
  static let routed = object(
    [
      ("text", text), ("service", text), ("model", maybe), ("reason", text), ("session", text), ("run", maybe),
      ("usage", record), ("cost", record),
    ], required: ["text", "service", "reason", "session"])

  private static let flag: JSONValue = ["type": "boolean"]

  private static func object(_ fields: [(String, JSONValue)], required: [String]) -> JSONValue {
    [
      "type": "object", "properties": .object(JSONObject(fields.map { .init(key: $0.0, value: $0.1) })),
      "required": .array(required.map(JSONValue.string)),
    ]
  }
}
