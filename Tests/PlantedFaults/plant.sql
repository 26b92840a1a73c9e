-- What every planted fault is made with: a mistake in a verb as it is installed, so that the fault lasts as long as the
-- words it turns on do, and says so when they are gone.
CREATE FUNCTION pg_temp.mistake(verb text, words text, mistaken text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    definition CONSTANT text := pg_get_functiondef(verb::regproc);
BEGIN
    IF strpos(definition, words) = 0 THEN
        RAISE EXCEPTION '% does not say "%" any more', verb, words;
    END IF;
    EXECUTE replace(definition, words, mistaken);
END $$;
