import JSON

/// One argument of a tool. The schema that clients see and the check of what they send are made from it.
struct ToolField: Sendable {
  indirect enum Kind: Sendable {
    case text, texts, number, flag
    case choice([String])
    case group([ToolField])
  }

  let name: String
  let kind: Kind
  let isRequired: Bool
  let summary: String

  init(_ name: String, _ kind: Kind, required: Bool = false, _ summary: String) {
    self.name = name
    self.kind = kind
    isRequired = required
    self.summary = summary
  }

  var schema: JSONValue {
    var object = JSONObject()
    switch kind {
    case .text: object["type"] = "string"
    case .texts:
      object["type"] = "array"
      object["items"] = ["type": "string"]
    case .number: object["type"] = "integer"
    case .flag: object["type"] = "boolean"
    case .choice(let allowed):
      object["type"] = "string"
      object["enum"] = .array(allowed.map(JSONValue.string))
    case .group(let fields): object = fields.schema.objectValue ?? JSONObject()
    }
    object["description"] = .string(summary)
    return .object(object)
  }

  /// What is wrong with a value; nil when it fits.
  func problem(with value: JSONValue) -> String? {
    switch (kind, value) {
    case (.text, .string), (.number, .integer), (.flag, .bool): return nil
    case (.texts, .array(let items)) where items.allSatisfy({ $0.stringValue != nil }): return nil
    case (.choice(let allowed), .string(let text)) where allowed.contains(text): return nil
    case (.group(let fields), _): return fields.problem(with: value, called: name)
    case (.choice(let allowed), _): return "\(name) must be one of: \(allowed.joined(separator: ", "))"
    case (.text, _): return "\(name) must be a text"
    case (.texts, _): return "\(name) must be a list of texts"
    case (.number, _): return "\(name) must be a whole number"
    case (.flag, _): return "\(name) must be true or false"
    }
  }
}

extension [ToolField] {
  var schema: JSONValue {
    [
      "type": "object", "properties": .object(JSONObject(map { .init(key: $0.name, value: $0.schema) })),
      "required": .array(filter(\.isRequired).map { .string($0.name) }), "additionalProperties": false,
    ]
  }

  /// The first thing that is wrong with the arguments of a call; nil when they fit.
  func problem(with arguments: JSONValue, called name: String = "the arguments") -> String? {
    guard let object = arguments.objectValue else { return "\(name) must be an object" }
    for member in object.members where !member.value.isNull {
      guard let field = first(where: { $0.name == member.key }) else {
        return "there is no argument \(member.key); there are: \(map(\.name).joined(separator: ", "))"
      }
      if let problem = field.problem(with: member.value) { return problem }
    }
    return first { $0.isRequired && (object[$0.name]?.isNull ?? true) }.map { "\($0.name) is missing: \($0.summary)" }
  }
}
