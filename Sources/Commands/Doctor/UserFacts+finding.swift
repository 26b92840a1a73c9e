import Store

extension UserFacts {
    /// What the user of `database.url` may run.
    var finding: Finding {
        guard let ownsTables else { return .skipped("rights", because: "no schema") }
        if ownsTables { return .ok("rights", "\(name) owns the tables, and may run everything") }
        let parts = Self.parts.filter { roles.contains($0.role) }.map(\.what)
        guard !parts.isEmpty else { return nothing }
        return .ok("rights", "\(name) may run \(parts.joined(separator: ", ")); the owner migrates and applies")
    }

    private var nothing: Finding {
        .fail(
            "rights",
            "\(name) may run no part of Relance",
            help: "GRANT relance_worker, relance_coordinator, relance_api TO \(name);  -- those that it needs"
        )
    }

    private static let parts = [
        (role: "relance_worker", what: "worker"), (role: "relance_coordinator", what: "coordinator"),
        (role: "relance_api", what: "api"), (role: "relance_operator", what: "the operator's commands"),
    ]
}
