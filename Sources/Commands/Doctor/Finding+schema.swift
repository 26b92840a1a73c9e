import Store

extension Finding {
    static func schema(installed: Int?, known: Int) -> Finding {
        guard installed == known else { return schema(.older(installed: installed, known: known)) }
        return .ok("schema", "at step \(known), which this program needs")
    }

    /// Its sentence says what is wrong and, after the semicolon, what to do.
    static func schema(_ unfit: UnfitSchema) -> Finding {
        let parts = unfit.description.split(separator: "; ", maxSplits: 1)
        return .fail("schema", String(parts[0]), help: parts.dropFirst().joined())
    }

    /// The checks of `queue.health` that say LOOK, each with its own advice.
    static func health(_ answer: OperatorCall.Answer) -> [Finding] {
        let looks = answer.rows.filter { $0[1] == "LOOK" }.map { row in
            Finding.look("health: \(row[0] ?? "")", row[2] ?? "", help: row[3] ?? "SELECT * FROM queue.health;")
        }
        return looks.isEmpty ? [.ok("health", "all \(answer.rows.count) checks of queue.health are well")] : looks
    }
}
