-- A request is told from another by its body as it was sent, not by what Relance makes of it.
DROP FUNCTION IF EXISTS queue.enqueue_once(text, text, jsonb);
