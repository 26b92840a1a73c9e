-- The one clock. Every "now" of the business (when a step is due, when an event happened) is clock.now().
-- Leases, heartbeats and terms are about machines, and use the server's own clock_timestamp().

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
    'The engine''s present. Setting relance.now fixes it; relance.clock_speed (with relance.clock_origin, a real '
    'instant, and relance.clock_start, the instant shown then) makes it run faster; otherwise it is clock_timestamp().';

CREATE SCHEMA relance;
COMMENT ON SCHEMA relance IS 'What the engine knows about its own installation.';

CREATE TABLE relance.migrations (
    version     int         PRIMARY KEY,
    name        text        NOT NULL,
    applied_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    applied_by  text        NOT NULL DEFAULT session_user
);
COMMENT ON TABLE relance.migrations IS 'The steps this schema has taken, written by "relance migrate".';
COMMENT ON COLUMN relance.migrations.version IS
    'Number of the step; steps are applied in order and never changed once they have been released.';
COMMENT ON COLUMN relance.migrations.name IS 'The name of its file, such as 0002_queue.';
COMMENT ON COLUMN relance.migrations.applied_at IS 'When it was committed, by the server''s clock.';
COMMENT ON COLUMN relance.migrations.applied_by IS 'The database user who ran it.';

CREATE TABLE relance.routines (
    id          boolean     PRIMARY KEY DEFAULT true CHECK (id),
    fingerprint text        NOT NULL,
    applied_at  timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE relance.routines IS 'One row: which edition of the verbs, views and roles is installed.';
COMMENT ON COLUMN relance.routines.id IS 'Always true: there is one edition at a time.';
COMMENT ON COLUMN relance.routines.fingerprint IS
    'Digest of every verb, view and role file; "relance migrate" replaces them when it differs.';
COMMENT ON COLUMN relance.routines.applied_at IS 'When this edition was installed, by the server''s clock.';
