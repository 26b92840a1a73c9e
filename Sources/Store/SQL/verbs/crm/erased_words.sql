-- What an erased person was called, as patterns for texts that others wrote: reasons, errors, refused input.
--
-- A telling word (an address, an account, a telephone number, the full name) means the person wherever it stands. The
-- others (a first name, what stands before the @) do only where a text is about the person.
CREATE OR REPLACE FUNCTION crm.erased_words(with_names boolean DEFAULT false) RETURNS SETOF text
LANGUAGE sql STABLE AS $$
    SELECT format('(?<![[:alnum:]])(?:%s)(?![[:alnum:]])', string_agg(
        regexp_replace(word, '([^[:alnum:]])', '\\\1', 'g'), '|' ORDER BY length(word) DESC, word))
    FROM (
        -- A statement may erase thousands of contacts: each pattern holds a hundred words.
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
    'Regular expressions, to be used without regard to case, that find what contacts were called who are being erased '
    'in this transaction; with_names also first names and the like.';

CREATE OR REPLACE FUNCTION crm.note_erased_words(people bigint[], words jsonb) RETURNS void
LANGUAGE sql AS $$
    INSERT INTO crm.erasing (contact_id, word, is_telling)
    SELECT contact, trim(word), is_telling AND length(trim(word)) >= 6 AND word ~ '[[:alpha:]]|^\+'
    FROM jsonb_to_recordset(words) AS said (contact bigint, word text, is_telling boolean)
    WHERE contact = ANY (people) AND length(trim(word)) >= 3
$$;
COMMENT ON FUNCTION crm.note_erased_words(bigint[], jsonb) IS
    'Notes [{contact, word, is_telling}] for the erasure under way. What is short, or only digits, tells of nobody.';
