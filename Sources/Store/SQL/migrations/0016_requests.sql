-- A request is told from another by its body as it was sent, not by what Relance makes of it.
DROP FUNCTION IF EXISTS queue.enqueue_once(text, text, jsonb);

-- What was sent with the keys of the last day is not known any more: they count as repeated.
ALTER TABLE queue.requests ALTER COLUMN body DROP NOT NULL;
UPDATE queue.requests SET body = NULL;
COMMENT ON COLUMN queue.requests.body IS 'SHA-256 of what was asked, as it was sent; null: not known.';
