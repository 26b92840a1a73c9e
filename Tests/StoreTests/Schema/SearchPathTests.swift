import Postgres
import Store
import Testing

/// A verb that runs as its owner finds Relance's objects, whatever its caller has prepared.
struct SearchPathTests {
    @Test func `who enqueues cannot lend the owner functions and tables of their own`() async throws {
        try await Scene.lend { scene in
            try await scene.declareKind()
            try await scene.inSession { session in
                try await session.execute(Self.trap)
                _ = try await session.query("SELECT queue.enqueue('email', 'k', '{}', clock.now(), unique_key => 'x')")
                let place = await refusal { _ = try await session.query("SELECT queue.place('[]')") }
                #expect(place?.sqlstate == "42501")
            }
            #expect(try await scene.count("queue.ready") == 1)
        }
    }

    private static let trap = """
        SET ROLE relance_integration;
        CREATE FUNCTION pg_temp.jsonb_typeof(jsonb) RETURNS text LANGUAGE plpgsql AS $$ BEGIN RAISE 'run as %', current_user; END $$;
        CREATE FUNCTION pg_temp.isfinite(timestamptz) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN RAISE 'run as %', current_user; END $$;
        CREATE TEMP TABLE queues (name text); CREATE TEMP TABLE unique_keys (unique_key text);
        SET search_path = pg_temp, public
        """
}
