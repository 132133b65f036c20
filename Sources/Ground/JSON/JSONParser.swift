/// Text in, tree out. Bytes and not `String`: what comes from agents is bytes, and stays so until a person sees it.
package enum JSONParser {
  package static func parse(_ bytes: [UInt8], dialect: JSONDialect = .strict) throws(JSONError) -> JSONValue {
    try bytes.withUnsafeBytes { raw in result(raw, dialect) }.get()
  }

  package static func parse(
    _ bytes: UnsafeRawBufferPointer, dialect: JSONDialect = .strict
  ) throws(JSONError) -> JSONValue {
    try result(bytes, dialect).get()
  }

  package static func parse(_ text: String, dialect: JSONDialect = .strict) throws(JSONError) -> JSONValue {
    var text = text
    return try text.withUTF8 { result(UnsafeRawBufferPointer($0), dialect) }.get()
  }

  /// With the place of every key and value, for files that people write and want to be corrected in.
  package static func document(
    _ bytes: [UInt8], dialect: JSONDialect = .commented
  ) throws(JSONError) -> JSONDocument {
    let root: Result<JSONNode, JSONError> = bytes.withUnsafeBytes { raw in result(raw, dialect) }
    return JSONDocument(root: try root.get(), bytes: bytes)
  }

  private static func result<Tree: JSONTree>(
    _ bytes: UnsafeRawBufferPointer, _ dialect: JSONDialect
  ) -> Result<Tree, JSONError> {
    var parser = TreeParser<Tree>(bytes, dialect: dialect)
    do throws(ScanFailure) {
      return .success(try parser.document())
    } catch {
      return .failure(error.located(in: bytes))
    }
  }
}
