import Foundation
import Postgres
import Synchronization

/// The work before the faults, and after them.
extension Ordeal {
    func prepare() async throws {
        let migrated = try await Program.run("migrate", environment: site.environment)
        let applied = try await Program.run("apply", "config", environment: site.environment)
        guard migrated.status + applied.status == 0 else { throw NotInTime(what: migrated.errors + applied.errors) }
        try await speedUp()
        try await pool.execute(Self.archive)
        // Chaos is about loss and repetition, not about consent.
        try await pool.execute("UPDATE messaging.topics SET consent = 'assumed'")
        _ = try await pool.query(Self.everyone, [.int(Self.contactsAtFirst)])
        try await crew.muster()
        try await eventually(within: .seconds(120), "the first messages leave") {
            try await self.site.count("messaging.deliveries WHERE state = 'sent'") > 0
        }
    }

    /// Uses a separate session, because only later sessions see the clock.
    private func speedUp() async throws {
        let connection = try await Connection.open(pool.configuration)
        try await connection.execute(Self.clock)
        await connection.close()
    }

    /// Ends the faults, and lets the installation finish its work.
    func drain() async throws {
        for proxy in [proxies.crew, proxies.producer] { proxy.giveUpHunting() }
        try await crew.muster()
        let isOver = """
            (SELECT 1 FROM automation.enrollments WHERE state = 'active' UNION ALL SELECT 1 FROM crm.changes
             UNION ALL SELECT 1 FROM queue.delayed UNION ALL SELECT 1 FROM queue.ready UNION ALL SELECT 1 FROM queue.running UNION ALL SELECT 1 FROM queue.gated) AS rest
            """
        try await eventually(within: .seconds(150), "everything has come to its end") {
            try await self.site.count(isOver) == 0
        }
    }

    /// Counts what happened in the run.
    func takeStock() async throws {
        let rescues = try await pool.query("SELECT worker FROM ordeal.attempts WHERE error LIKE 'its worker died%'")
        let hurt = await crew.hurt
        let unhurt = try rescues.count { !hurt.contains(String(try $0.text("worker").prefix { $0 != "-" })) }
        let term = try await pool.query("SELECT term FROM queue.leaders WHERE role = 'coordinator'")[0].int("term")
        let stale = await crew.count(of: "stale finish ignored")
        let deserters = await crew.deserters
        let dropped = try await site.count("ordeal.done") - site.count("queue.done")
        tally.withLock { tally in
            tally.count("rescues", by: rescues.count)
            tally.count("rescues from workers that lived", by: unhurt)
            tally.count("leader changes", by: term - 1)
            tally.count("stale finishes", by: stale)
            tally.count("finished jobs forgotten", by: dropped)
            tally.count("processes that ended by themselves", by: deserters)
            let (crew, producer) = proxies
            tally.count("commits untold", by: crew.commitsUntold + producer.commitsUntold)
            tally.count("replies lost", by: crew.losses + producer.losses)
        }
    }

    /// A day passes in ten seconds.
    private static let clock = """
        DO $$ BEGIN
            EXECUTE format('ALTER DATABASE postgres SET relance.clock_origin = %L', clock_timestamp());
            EXECUTE format('ALTER DATABASE postgres SET relance.clock_start = %L', clock_timestamp());
            ALTER DATABASE postgres SET relance.clock_speed = '8640';
        END $$
        """

    /// Retention drops the history day by day. This keeps a copy, so that nothing is lost before it is judged.
    private static let archive = """
        CREATE SCHEMA ordeal;
        CREATE TABLE ordeal.done (LIKE queue.done);
        CREATE TABLE ordeal.attempts (LIKE queue.attempts);
        CREATE FUNCTION ordeal.keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            EXECUTE format('INSERT INTO ordeal.%I SELECT * FROM fresh', TG_TABLE_NAME);
            RETURN NULL;
        END $$;
        CREATE TRIGGER kept AFTER INSERT ON queue.done
            REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION ordeal.keep();
        CREATE TRIGGER kept AFTER INSERT ON queue.attempts
            REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION ordeal.keep();
        """

    private static let everyone = """
        WITH everyone AS (
            INSERT INTO crm.contacts (email, first_name, time_zone)
            SELECT format('first-%s@example.com', i), 'Ada', 'Europe/Paris' FROM generate_series(1, $1) AS i
            RETURNING id
        )
        INSERT INTO crm.events (contact_id, occurred_at, received_at, name, properties)
        SELECT id, clock.now(), clock.now(), 'form_submitted', '{"form": "ebook-watering"}' FROM everyone
        """
}
