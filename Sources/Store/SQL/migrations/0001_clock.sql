-- The one clock. Whenever the business asks for the present (when a step is due, when an event happened), it calls
-- clock.now(). Leases, heartbeats and terms concern machines, and use the server's own clock_timestamp().

CREATE SCHEMA clock;
COMMENT ON SCHEMA clock IS
    'The one clock of the engine: real time, a fixed instant for tests, or a faster clock for demonstrations.';

CREATE FUNCTION clock.now() RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE
    WHEN coalesce(current_setting('relance.now', true), '') <> ''
        THEN current_setting('relance.now')::timestamptz
    WHEN coalesce(current_setting('relance.clock_speed', true), '') <> ''
        THEN current_setting('relance.clock_start')::timestamptz
            + (clock_timestamp() - current_setting('relance.clock_origin')::timestamptz)
            * current_setting('relance.clock_speed')::float8
    ELSE clock_timestamp()
END;
COMMENT ON FUNCTION clock.now() IS
    'The engine''s present. The setting relance.now fixes it. relance.clock_speed makes it run faster, from '
    'relance.clock_start at the real instant relance.clock_origin. Without either it is clock_timestamp().';

CREATE SCHEMA relance;
COMMENT ON SCHEMA relance IS 'Facts about this installation of the engine.';

CREATE TABLE relance.migrations (
    version     int         PRIMARY KEY,
    name        text        NOT NULL,
    applied_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    applied_by  text        NOT NULL DEFAULT session_user
);
COMMENT ON TABLE relance.migrations IS 'The migrations that "relance migrate" has applied to this schema.';
COMMENT ON COLUMN relance.migrations.version IS
    'The migration''s number. Migrations are applied in order and never changed once they have been released.';
COMMENT ON COLUMN relance.migrations.name IS 'The name of its file without the ending, such as 0002_queue.';
COMMENT ON COLUMN relance.migrations.applied_at IS 'When it was applied, by the server''s clock.';
COMMENT ON COLUMN relance.migrations.applied_by IS 'The database user who applied it.';

CREATE TABLE relance.routines (
    id          boolean     PRIMARY KEY DEFAULT true CHECK (id),
    fingerprint text        NOT NULL,
    applied_at  timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE relance.routines IS 'One row: the edition of the verbs, views and roles that is installed.';
COMMENT ON COLUMN relance.routines.id IS 'Always true: there is one edition at a time.';
COMMENT ON COLUMN relance.routines.fingerprint IS
    'Digest of every verb, view and role file; "relance migrate" replaces them when it differs.';
COMMENT ON COLUMN relance.routines.applied_at IS 'When this edition was installed, by the server''s clock.';
