-- A worker that ends takes its row away; what it still holds is rescued at once.
CREATE OR REPLACE FUNCTION queue.sign_off(worker text) RETURNS void
LANGUAGE sql AS $$
    DELETE FROM queue.listeners WHERE listeners.worker = sign_off.worker;
    DELETE FROM queue.workers WHERE name = worker;
$$;
COMMENT ON FUNCTION queue.sign_off(text) IS 'Removes a worker that is ending in good order.';
