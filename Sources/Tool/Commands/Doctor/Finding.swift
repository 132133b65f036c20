/// One thing that `doctor` looked at. A fault has a remedy.
struct Finding: Encodable {
  enum Grade: String, Encodable {
    case good, note, fault
  }

  let subject: String
  let grade: Grade
  let message: String
  let remedy: String

  static func good(_ subject: String, _ message: String) -> Finding {
    Finding(subject: subject, grade: .good, message: message, remedy: "")
  }

  static func note(_ subject: String, _ message: String, remedy: String) -> Finding {
    Finding(subject: subject, grade: .note, message: message, remedy: remedy)
  }

  static func fault(_ subject: String, _ message: String, remedy: String) -> Finding {
    Finding(subject: subject, grade: .fault, message: message, remedy: remedy)
  }
}
