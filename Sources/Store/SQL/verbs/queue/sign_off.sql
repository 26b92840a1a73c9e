-- Removes a worker that ends. If it still holds jobs, the next thorough rescue takes them back.
CREATE OR REPLACE FUNCTION queue.sign_off(worker text) RETURNS void
LANGUAGE sql AS $$
    DELETE FROM queue.listeners WHERE listeners.worker = sign_off.worker;
    DELETE FROM queue.workers WHERE name = worker;
$$;
COMMENT ON FUNCTION queue.sign_off(text) IS 'Removes a worker that ends regularly.';
