import Foundation
import Postgres
import Store

/// The table at the end: the results of each workflow, and of the audit.
struct Results {
    let pool: Pool
    let folder: DemoFolder
    let console: Console

    func show() async throws {
        let (workflows, audit) = try await pool.run(ReadWorkflowResults(), ReadAudit())
        try console.say("\n" + table(workflows))
        for audit in audit { try console.say(books(audit)) }
    }

    private func table(_ results: [WorkflowResult]) -> String {
        let header = ["workflow", "entered", "e-mails", "left"]
        let rows = results.map { [$0.workflow, "\($0.enrolled)", "\($0.sent)", $0.endings] }
        let width = ([header] + rows).map { $0[0].count }.max() ?? 0
        let lines = ([header] + rows).map { cells in
            [cells[0].padded(to: width), cells[1].padded(to: 7), cells[2].padded(to: 7), cells[3]].joined(
                separator: "  "
            )
        }
        return console.painted(lines[0], .bold) + "\n" + lines.dropFirst().joined(separator: "\n") + "\n"
    }

    private func books(_ audit: Audit) -> String {
        let verdict =
            audit.violations.isEmpty
            ? "check_invariants() finds nothing"
            : "check_invariants() finds:\n  " + audit.violations.joined(separator: "\n  ")
        return
            "\(audit.sent) e-mails sent, \(mailCount) in \(folder.mail.path)/new, \(audit.doubtful) doubtful; \(verdict)"
    }

    private var mailCount: Int {
        (try? FileManager.default.contentsOfDirectory(atPath: folder.mail.appending(path: "new").path))?.count ?? 0
    }
}
