import Postgres
import Store
import Testing

/// Who may touch which table, object by object. A table that is new, or a right that is, has to be written here, too.
struct RolesTests {
    /// `SIUD`: select, insert, update, delete. Roles that have nothing are not named.
    private static let matrix = """
        SELECT format('%s: %s', place, string_agg(format('%s %s', role, rights), ', ' ORDER BY role)) AS line
        FROM (
            SELECT format('%s.%s', relnamespace::regnamespace, relname) AS place, substr(role, 9) AS role, concat(
                CASE WHEN has_table_privilege(role, pg_class.oid, 'SELECT') THEN 'S' END,
                CASE WHEN has_table_privilege(role, pg_class.oid, 'INSERT') THEN 'I' END,
                CASE WHEN has_table_privilege(role, pg_class.oid, 'UPDATE') THEN 'U' END,
                CASE WHEN has_table_privilege(role, pg_class.oid, 'DELETE') THEN 'D' END) AS rights
            FROM pg_class
            CROSS JOIN unnest('{relance_api,relance_integration,relance_reader}'::text[]) AS role
            WHERE relnamespace::regnamespace::text IN ('queue', 'crm', 'automation', 'messaging')
              AND relkind IN ('r', 'p', 'v') AND NOT relispartition
        ) AS rights
        WHERE rights <> ''
        GROUP BY place ORDER BY place COLLATE "C"
        """

    @Test func `the API, integrations and readers have these rights to tables, and no others`() async throws {
        try await Scene.lend { scene in
            let lines = try await scene.rows(Self.matrix).map { try $0.text("line") }
            #expect(lines == Self.expected.split(separator: "\n").map(String.init))
        }
    }

    @Test func `workers and coordinators have all rights to rows, and none to tables themselves`() async throws {
        try await Scene.lend { scene in
            for role in ["relance_worker", "relance_coordinator", "relance_operator"] {
                let lacking = try await scene.texts(
                    """
                    relname FROM pg_class WHERE relnamespace::regnamespace::text IN ('queue', 'crm', 'automation', 'messaging')
                    AND relkind IN ('r', 'p') AND NOT relispartition
                    AND NOT has_table_privilege('\(role)', oid, 'SELECT') AND NOT has_table_privilege('\(role)', oid, 'DELETE')
                    """
                )
                let excessive = try await scene.texts(
                    """
                    relname FROM pg_class WHERE relnamespace::regnamespace::text IN ('queue', 'crm', 'automation', 'messaging', 'relance')
                    AND relkind IN ('r', 'p') AND has_table_privilege('\(role)', oid, 'TRUNCATE, TRIGGER, REFERENCES')
                    """
                )
                #expect(lacking == [] && excessive == [], "\(role)")
            }
        }
    }

    @Test func `nobody may run a function without having been given it`() async throws {
        try await Scene.lend { scene in
            let open = try await scene.texts(
                """
                oid::regprocedure FROM pg_proc WHERE pronamespace::regnamespace::text IN ('queue', 'crm', 'automation', 'messaging')
                AND (proacl IS NULL OR EXISTS (SELECT FROM aclexplode(proacl) WHERE grantee = 0))
                """
            )
            #expect(open == [])
        }
    }

    @Test func `functions that run as their owner look names up in no schema of others`() async throws {
        try await Scene.lend { scene in
            let loose = try await scene.texts(
                """
                oid::regprocedure FROM pg_proc WHERE prosecdef AND pronamespace::regnamespace::text NOT LIKE 'pg\\_%'
                AND NOT coalesce(proconfig, '{}') @> ARRAY['search_path=pg_catalog, pg_temp']
                """
            )
            #expect(loose == [])
        }
    }

    private static let expected = """
        automation.overview: reader S
        automation.workflows: integration S, reader S
        crm.changes: api I, integration I
        crm.companies: api SIU, integration SIU
        crm.contacts: api SIU, integration SIU
        crm.events: api SIU, integration SIU
        crm.identities: api SIU, integration SIU
        crm.list_members: api S, integration SIUD
        crm.lists: api S, integration SIU
        crm.message_ids: api SIU, integration SIU
        crm.owners: api S, integration SIU
        crm.properties: api S, integration S
        crm.stage_history: api SIU, integration SIU
        messaging.consent_events: api SI
        messaging.deliveries: api S
        messaging.doubtful: reader S
        messaging.links: api S
        queue.done: reader S
        queue.health: reader S
        queue.kinds: integration S, reader S
        queue.leaders: reader S
        queue.overview: reader S
        queue.queues: integration S, reader S
        queue.workers: reader S
        """
}
