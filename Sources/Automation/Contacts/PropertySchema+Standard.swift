extension PropertySchema {
    /// The typed columns of `crm.contacts` and `crm.companies`. They need no declaration.
    package static let standard = PropertySchema(
        contact: [
            column("email"),
            column("first_name"),
            column("last_name"),
            column("phone"),
            column("country"),
            column("region"),
            column("city"),
            column("language"),
            column("time_zone"),
            stage,
            column("lead_status"),
            column("score", .number),
            column("owner"),
            column("original_source"),
            column("created_at", .instant),
        ],
        company: [
            column("name"),
            column("domain"),
            column("industry"),
            column("employees", .number),
            column("country"),
        ]
    )

    private static let stage = PropertyDefinition(
        "lifecycle_stage",
        .choice,
        options: LifecycleStage.allCases.map(\.rawValue),
        isOrdered: true,
        isColumn: true
    )

    private static func column(_ name: String, _ type: PropertyType = .text) -> PropertyDefinition {
        PropertyDefinition(name, type, isColumn: true)
    }
}
