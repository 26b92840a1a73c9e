-- Who wants to be told of new jobs at once.

CREATE UNLOGGED TABLE queue.listeners (
    queue  text NOT NULL,
    worker text NOT NULL,
    PRIMARY KEY (queue, worker)
) WITH (fillfactor = 50);
COMMENT ON TABLE queue.listeners IS 'Workers that have little to do and listen for new jobs: only while there are any does queue.wake() notify. Lost in a crash of the server, and told again.';
COMMENT ON COLUMN queue.listeners.queue IS 'The queue it listens for, on the channel "relance <queue>" (its first 55 bytes).';
COMMENT ON COLUMN queue.listeners.worker IS 'The worker.';
ALTER TABLE queue.listeners SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 200);
