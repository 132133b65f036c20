import Base
import Domain
import Verbs

extension CommandLineTool {
  static let doctor = CommandHandler("doctor") { words, context in
    var findings = Checks(environment: context.environment, home: context.home).findings()
    findings += await MachineChecks(environment: context.environment, home: context.home).findings(
      fix: words.has("fix"))
    findings += await AgentChecks.findings(context.environment)
    findings += await EngineKeys.findings(context)
    findings += await database(context, fix: words.has("fix"))
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

  private static func database(_ context: CommandContext, fix: Bool) async -> [Finding] {
    do {
      let report = try await context.examine(fix)
      let faults = report.faults.map {
        Finding.fault(
          "database", $0,
          remedy: "`drover doctor --fix`; if that does not help, put back a copy from \(context.home)/backups")
      }
      let good = [Finding.good("database", "\(context.home)/drover.db opens and answers")]
      return report.mended.map { .good("mended", $0) } + (faults.isEmpty ? good : faults)
    } catch let error as DroverError where fix && error.code == .refused {
      return await database(context, fix: false)
        + [.note("database", "nothing was mended in it: \(error.message)", remedy: error.remedy)]
    } catch {
      let problem = problem(error)
      return [.fault("database", problem.message, remedy: problem.remedy)]
    }
  }
}

/// What a look at the home's database found, and what was mended.
package struct HomeReport: Sendable {
  let faults: [String]
  package var mended: [String]

  package init(faults: [String], mended: [String]) {
    self.faults = faults
    self.mended = mended
  }
}
