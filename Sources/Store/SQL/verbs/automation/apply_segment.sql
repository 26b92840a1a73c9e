-- Stores a segment as it is in its file.
CREATE OR REPLACE FUNCTION automation.apply_segment(name text, definition jsonb, source text)
RETURNS void
LANGUAGE sql AS $$
    INSERT INTO automation.segments AS known (name, definition, source)
    VALUES (apply_segment.name, apply_segment.definition, apply_segment.source)
    ON CONFLICT (name) DO UPDATE
    SET definition = excluded.definition, source = excluded.source, applied_at = clock.now()
    WHERE known.definition IS DISTINCT FROM excluded.definition OR known.source <> excluded.source;
$$;
COMMENT ON FUNCTION automation.apply_segment(text, jsonb, text) IS 'Stores a segment, or replaces it.';
