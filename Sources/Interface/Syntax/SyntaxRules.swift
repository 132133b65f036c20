/// What the common tokeniser must know of a language. A value per language instead of a tokeniser per language.
struct SyntaxRules: Sendable {
  var keywords: Set<String> = []
  var lineComments: [[UInt8]] = []
  var blockComment: (open: [UInt8], close: [UInt8])?
  var nestsComments = false
  /// Quotes that end on their line.
  var quotes: [UInt8] = [0x22]
  /// Quotes that reach over lines; the longest come first.
  var longQuotes: [[UInt8]] = []
  /// Names that begin with a capital are types.
  var hasTypes = true
  /// What begins an attribute, a decorator or a directive.
  var attributeMark: UInt8?
  /// What begins a variable.
  var variableMark: UInt8?
  /// A word or a string before this byte is a key.
  var keyMark: UInt8?
  /// A quote before a single letter is a lifetime or a label, not a string.
  var quoteMayBeLifetime = false

  private static func words(_ text: String) -> Set<String> { Set(text.split(separator: " ").map(String.init)) }

  private static let slashes = Array("//".utf8)
  private static let block = (open: Array("/*".utf8), close: Array("*/".utf8))
  private static let tripled = Array("\"\"\"".utf8)

  static let table: [SyntaxLanguage: SyntaxRules] = [
    .swift: SyntaxRules(
      keywords: words(
        "actor any as associatedtype async await borrowing break case catch class consuming continue default defer "
          + "deinit do else enum extension fallthrough false fileprivate final for func get guard if import in indirect "
          + "init inout internal is isolated lazy let mutating nil nonisolated open operator override package precedencegroup "
          + "private protocol public repeat required rethrows return self Self set some static struct subscript super "
          + "switch throw throws true try typealias unowned var weak where while"),
      lineComments: [slashes], blockComment: block, nestsComments: true, longQuotes: [tripled], attributeMark: 0x40),
    .python: SyntaxRules(
      keywords: words(
        "False None True and as assert async await break case class continue def del elif else except finally for "
          + "from global if import in is lambda match nonlocal not or pass raise return self try while with yield"),
      lineComments: [[0x23]], quotes: [0x22, 0x27], longQuotes: [tripled, Array("'''".utf8)], attributeMark: 0x40),
    .javascript: script(extra: ""),
    .typescript: script(
      extra: "abstract any as asserts boolean declare enum implements infer interface is keyof namespace never number "
        + "object private protected public readonly satisfies string symbol type undefined unique unknown"),
    .go: SyntaxRules(
      keywords: words(
        "any bool break byte case chan const continue default defer else error fallthrough false float64 for func go "
          + "goto if import int int64 interface iota map nil package range return rune select string struct switch true "
          + "type uint8 var"),
      lineComments: [slashes], blockComment: block, quotes: [0x22, 0x27], longQuotes: [[0x60]]),
    .rust: SyntaxRules(
      keywords: words(
        "as async await bool break const continue crate dyn else enum extern f64 false fn for i32 i64 if impl in let "
          + "loop match mod move mut pub ref return self Self static str struct super trait true type u8 u32 u64 unsafe "
          + "use usize where while"),
      lineComments: [slashes], blockComment: block, nestsComments: true, quotes: [0x22, 0x27], attributeMark: 0x23,
      quoteMayBeLifetime: true),
    .c: SyntaxRules(
      keywords: words(
        "alignas auto bool break case catch char class const constexpr continue default delete do double else enum "
          + "explicit extern false float for friend goto if inline int long namespace new nullptr operator private "
          + "protected public register restrict return short signed sizeof static struct switch template this throw true "
          + "try typedef typename union unsigned using virtual void volatile while NULL"),
      lineComments: [slashes], blockComment: block, quotes: [0x22, 0x27], attributeMark: 0x23),
    .json: SyntaxRules(
      keywords: words("true false null"), lineComments: [slashes], blockComment: block, hasTypes: false, keyMark: 0x3a),
    .yaml: SyntaxRules(
      keywords: words("true false null yes no on off"), lineComments: [[0x23]], quotes: [0x22, 0x27],
      hasTypes: false, attributeMark: 0x26, keyMark: 0x3a),
    .shell: SyntaxRules(
      keywords: words(
        "case do done elif else esac exit export fi for function if in local readonly return select set shift source "
          + "then trap unset until while"),
      lineComments: [[0x23]], quotes: [], longQuotes: [[0x22], [0x27]], hasTypes: false, variableMark: 0x24),
  ]

  private static func script(extra: String) -> SyntaxRules {
    SyntaxRules(
      keywords: words(
        "async await break case catch class const continue debugger default delete do else export extends false finally "
          + "for from function get if import in instanceof let new null of return set static super switch this throw "
          + "true try typeof undefined var void while with yield " + extra),
      lineComments: [slashes], blockComment: block, quotes: [0x22, 0x27], longQuotes: [[0x60]], attributeMark: 0x40)
  }
}
