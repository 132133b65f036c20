import Base
import Domain
import Verbs

extension CommandLineTool {
  static let doctor = CommandHandler("doctor") { words, context in
    var findings = Checks(environment: context.environment, home: context.home).findings()
    findings += await database(context)
    if words.wantsJSON {
      try context.output.json(findings)
    } else {
      let marks: [Finding.Grade: String] = [.good: "ok   ", .note: "note ", .fault: "FAULT"]
      for finding in findings {
        context.output.text("\(marks[finding.grade] ?? "")  \(finding.subject.padded(to: 10))\(finding.message)")
        if !finding.remedy.isEmpty { context.output.text("                   \(finding.remedy)") }
      }
    }
    return findings.contains { $0.grade == .fault } ? .failed : .done
  }

  private static func database(_ context: CommandContext) async -> [Finding] {
    do {
      _ = try await context.open().ask(.counts(workspace: nil))
      return [.good("database", "\(context.home)/drover.db opens and answers")]
    } catch {
      let problem = problem(error)
      return [.fault("database", problem.message, remedy: problem.remedy)]
    }
  }
}
