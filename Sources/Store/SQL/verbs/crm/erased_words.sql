-- The words that identify erased contacts, as patterns for texts: reasons, errors, refused input.
--
-- A telling word (an address, an account, a telephone number, the full name) identifies the person in any text. The
-- others (a first name, the part before the @) do so only in texts about the person.
CREATE OR REPLACE FUNCTION crm.erased_words(with_names boolean DEFAULT false) RETURNS SETOF text
LANGUAGE sql STABLE AS $$
    SELECT format('(?<![[:alnum:]])(?:%s)(?![[:alnum:]])', string_agg(
        regexp_replace(word, '([^[:alnum:]])', '\\\1', 'g'), '|' ORDER BY length(word) DESC, word))
    FROM (
        -- A statement may erase thousands of contacts, so each pattern holds a hundred words.
        SELECT word, row_number() OVER (ORDER BY word) / 100 AS portion
        FROM (
            SELECT lower(word) AS word FROM crm.erasing WHERE is_telling OR with_names
            UNION
            SELECT replace(replace(lower(word), '+', '%2b'), '@', '%40') FROM crm.erasing WHERE is_telling
        ) AS spellings
    ) AS portions
    GROUP BY portion
$$;
COMMENT ON FUNCTION crm.erased_words(boolean) IS
    'Case-insensitive regular expressions that find the words of the contacts that this transaction erases; '
    'with_names: also first names and the like.';

CREATE OR REPLACE FUNCTION crm.note_erased_words(people bigint[], words jsonb) RETURNS void
LANGUAGE sql AS $$
    INSERT INTO crm.erasing (contact_id, word, is_telling)
    SELECT contact, trim(word), is_telling AND length(trim(word)) >= 6 AND word ~ '[[:alpha:]]|^\+'
    FROM jsonb_to_recordset(words) AS said (contact bigint, word text, is_telling boolean)
    WHERE contact = ANY (people) AND length(trim(word)) >= 3
$$;
COMMENT ON FUNCTION crm.note_erased_words(bigint[], jsonb) IS
    'Stores [{contact, word, is_telling}] for the current erasure. A short word, or one of digits only, is not '
    'telling.';
