-- The words by which the row of a contact identifies it. Part of the erasure of a contact.
CREATE OR REPLACE FUNCTION crm.words_of(contact jsonb) RETURNS TABLE (word text, is_telling boolean)
LANGUAGE sql STABLE AS $$
    SELECT contact ->> name, true FROM unnest('{email,phone}'::text[]) AS name
    UNION ALL
    SELECT (contact ->> 'first_name') || ' ' || (contact ->> 'last_name'), true
    UNION ALL
    SELECT contact ->> name, false FROM unnest('{first_name,last_name}'::text[]) AS name
    UNION ALL
    SELECT split_part(contact ->> 'email', '@', 1), false
$$;
COMMENT ON FUNCTION crm.words_of(jsonb) IS
    'Words that may identify a contact in texts, and whether they do so in any text.';

CREATE OR REPLACE FUNCTION crm.note_earlier_words(people bigint[]) RETURNS void
LANGUAGE plpgsql
SET enable_seqscan = off SET jit = off AS $$
BEGIN
    PERFORM crm.note_erased_words(people, jsonb_agg(jsonb_build_object(
        'contact', change.contact_id, 'word', said.word, 'is_telling', said.is_telling)))
    FROM crm.value_changes AS change
    CROSS JOIN LATERAL (VALUES (change.before), (change.after)) AS side (value)
    CROSS JOIN LATERAL crm.words_of(jsonb_build_object(change.name, side.value)) AS said
    WHERE change.contact_id = ANY (people) AND change.name IN ('email', 'phone', 'first_name', 'last_name');
END $$;
COMMENT ON FUNCTION crm.note_earlier_words(bigint[]) IS
    'Stores the earlier words of contacts that are being erased. Part of crm.erase_deleted_contacts().';

-- A refusal names a contact only if one was found. The others are found by their texts, and with each match all
-- refusals of the same message or line are deleted.
CREATE OR REPLACE FUNCTION crm.erase_refusals(numbers bigint[]) RETURNS void
LANGUAGE plpgsql
SET jit = off AS $$
#variable_conflict use_column
DECLARE
    pattern text;
BEGIN
    DELETE FROM crm.refused WHERE contact_id = ANY (numbers);
    FOR pattern IN SELECT crm.erased_words() LOOP
        DELETE FROM crm.refused WHERE concat_ws(' ', value, message, field, why) ~* pattern;
    END LOOP;
    FOR pattern IN SELECT crm.erased_words(with_names => true) LOOP
        DELETE FROM crm.refused AS refusal
        WHERE contact_id IS NULL
          AND (refusal.door, refusal.at, coalesce(refusal.message, refusal.id::text)) IN (
              SELECT door, at, coalesce(message, id::text) FROM crm.refused
              WHERE contact_id IS NULL AND value ~* pattern);
    END LOOP;
END $$;
COMMENT ON FUNCTION crm.erase_refusals(bigint[]) IS
    'Deletes the refusals of contacts that are being erased: by their numbers, and by the words that identify them. '
    'Part of crm.erase_deleted_contacts().';
