import Postgres
import Testing

/// Which roles may touch which table. A new table or right must also be listed here.
struct RolesTests {
    static let roles = ["api", "coordinator", "integration", "operator", "reader", "worker"].map { "relance_\($0)" }

    /// `SIUD`: select, insert, update, delete. A small letter: on some columns only, which is enough to lock a row.
    /// `N`: the next value of a sequence. `!`: a right to the table itself. Roles without rights, and sequences that no
    /// role needs, are not listed.
    private static let matrix = """
        SELECT concat(place, ': ', coalesce(
            string_agg(concat(role, ' ', rights), ', ' ORDER BY role) FILTER (WHERE rights <> ''), 'nobody')) AS line
        FROM (
            SELECT concat(relnamespace::regnamespace, '.', relname) AS place, relkind, substr(role, 9) AS role, concat(
                CASE WHEN has_table_privilege(role, pg_class.oid, 'SELECT') THEN 'S'
                     WHEN has_any_column_privilege(role, pg_class.oid, 'SELECT') THEN 's' END,
                CASE WHEN has_table_privilege(role, pg_class.oid, 'INSERT') THEN 'I'
                     WHEN has_any_column_privilege(role, pg_class.oid, 'INSERT') THEN 'i' END,
                CASE WHEN has_table_privilege(role, pg_class.oid, 'UPDATE') THEN 'U'
                     WHEN has_any_column_privilege(role, pg_class.oid, 'UPDATE') THEN 'u' END,
                CASE WHEN has_table_privilege(role, pg_class.oid, 'DELETE') THEN 'D' END,
                CASE relkind WHEN 'S' THEN
                    CASE WHEN has_sequence_privilege(role, pg_class.oid, 'USAGE') THEN 'N' END END,
                CASE WHEN has_table_privilege(role, pg_class.oid, 'TRUNCATE, TRIGGER, REFERENCES') THEN '!' END
            ) AS rights
            FROM pg_class CROSS JOIN unnest($1) AS role
            WHERE relnamespace::regnamespace::text IN ('queue', 'crm', 'automation', 'messaging', 'clock', 'relance')
              AND relkind IN ('r', 'p', 'v', 'm', 'S') AND NOT relispartition
        ) AS rights
        GROUP BY place, relkind
        HAVING relkind <> 'S' OR bool_or(rights <> '')
        """

    @Test func `each role has these rights to tables and sequences, and no others`() async throws {
        try await Scene.lend { scene in
            let lines = try await scene.rows(Self.matrix, [.texts(Self.roles)]).map { try $0.text("line") }
            let wanted = Self.expected.split(separator: "\n").map(String.init)
            #expect(Set(lines).symmetricDifference(wanted).sorted() == [])
        }
    }

    @Test func `leaves are reached through their table alone`() async throws {
        try await Scene.lend { scene in
            let open = try await scene.texts(
                """
                concat(role, ' ', pg_class.oid::regclass) FROM pg_class CROSS JOIN unnest($1) AS role
                WHERE relispartition AND relkind = 'r'
                  AND has_table_privilege(role, pg_class.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE')
                """,
                [.texts(Self.roles)]
            )
            #expect(open == [])
        }
    }

    @Test func `a role makes nothing of its own among ours, has no power over the server, and is none of the others`()
        async throws
    {
        try await Scene.lend { scene in
            let makers = try await scene.texts(
                """
                concat(role, ' ', nspname) FROM pg_namespace CROSS JOIN unnest($1) AS role
                WHERE nspname NOT LIKE 'pg\\_%' AND has_schema_privilege(role, pg_namespace.oid, 'CREATE')
                """,
                [.texts(Self.roles)]
            )
            let powers = """
                rolname FROM pg_roles WHERE rolname = ANY ($1)
                AND (rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls
                     OR EXISTS (SELECT FROM pg_auth_members WHERE member = pg_roles.oid))
                """
            #expect(try await makers + scene.texts(powers, [.texts(Self.roles)]) == [])
        }
    }

    private static let expected = """
        automation.counter_increments: operator S
        automation.counters: operator S
        automation.counts: operator S, reader S
        automation.edition: coordinator S, operator S
        automation.enrollment_id: coordinator N
        automation.enrollments: coordinator SIU, operator S, worker SU
        automation.history: coordinator I, operator S, worker I
        automation.matches: coordinator SID, operator S
        automation.overview: operator S, reader S
        automation.segments: operator S
        automation.standing: operator S, reader S
        automation.turns: coordinator SIUD, operator S
        automation.workflow_versions: coordinator S, operator S, worker S
        automation.workflows: coordinator S, integration S, operator S, reader S, worker S
        crm.address_keys: nobody
        crm.changes: coordinator SIuD, operator S
        crm.companies: api SIU, coordinator SU, integration SIU, operator S, worker SU
        crm.contacts: api SIU, coordinator SU, integration SIU, operator S, worker SU
        crm.erasing: operator S
        crm.events: api SIU, coordinator S, integration SIU, operator S, worker S
        crm.failed_changes: coordinator I, operator S
        crm.former_contacts: api S, coordinator S, integration S, operator S, worker S
        crm.identities: api SIU, integration SIU, operator S
        crm.known_properties: api S, coordinator S, integration S, operator S, worker S
        crm.line_id: coordinator N, worker N
        crm.list_members: api S, coordinator SID, integration SIUD, operator S, worker SID
        crm.lists: api S, coordinator I, integration SIU, operator S, worker I
        crm.message_ids: api SIU, integration SIU, operator S
        crm.owners: api S, coordinator S, integration SIU, operator S, worker S
        crm.properties: api S, integration S, operator S
        crm.refused: operator S
        crm.refused_recently: operator S
        crm.stage_history: coordinator S, operator S, worker S
        crm.value_changes: operator S
        messaging.address_consent: coordinator S, operator S, worker S
        messaging.breakers: coordinator SUD, operator S, worker SIUD
        messaging.consent_events: coordinator S, operator S, worker S
        messaging.deliveries: api S, coordinator SU, operator S, worker SIUD
        messaging.delivery_id: worker N
        messaging.doubtful: operator S, reader S
        messaging.emails: api S, coordinator S, integration S, operator S, worker S
        messaging.links: api S, operator S, worker SI
        messaging.messages: operator S, worker SID
        messaging.suppressions: coordinator S, operator S, worker S
        messaging.topics: api S, coordinator S, integration S, operator S, worker S
        messaging.verdicts: coordinator I, operator S
        queue.attempts: coordinator I, operator S, worker I
        queue.audit: operator S
        queue.audit_jobs: operator S
        queue.dead: coordinator SI, operator S, worker SI
        queue.delayed: coordinator SIuD, operator S, worker SID
        queue.done: coordinator SI, operator S, reader S, worker SI
        queue.fence: coordinator S, worker N
        queue.gate_marks: coordinator SIU, operator S
        queue.gated: coordinator SIuD, operator S, worker SID
        queue.health: operator S, reader S
        queue.job_id: coordinator N, worker N
        queue.jobs: operator S
        queue.kinds: coordinator S, integration S, operator S, reader S, worker S
        queue.leaders: coordinator SIU, operator S, reader S, worker S
        queue.lease_marks: coordinator SIU, operator S, worker S
        queue.leaves: operator S
        queue.listeners: coordinator SD, operator S, worker SID
        queue.marks: coordinator SIU, operator S, worker S
        queue.overview: operator S, reader S
        queue.parents: operator S
        queue.position: coordinator SN, worker N
        queue.queues: coordinator S, integration S, operator S, reader S, worker Su
        queue.ready: coordinator SI, operator S, worker SIuD
        queue.requests: coordinator SuD, operator S
        queue.running: coordinator SuD, operator S, worker SID
        queue.settling: coordinator SU, operator S
        queue.unique_keys: coordinator SIuD, operator S, worker SID
        queue.workers: coordinator SD, operator S, reader S, worker SIUD
        relance.migrations: api S, coordinator S, integration S, operator S, reader S, worker S
        relance.routines: nobody
        """
}
