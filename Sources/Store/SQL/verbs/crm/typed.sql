-- What a value means for its property. Messages, forms, files, "set:" and SQL all use it.

CREATE OR REPLACE FUNCTION crm.typed(
    object text, given_name text, value jsonb, OUT name text, OUT kept jsonb, OUT problem text
)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    property record;
BEGIN
    property := crm.property_called(object, given_name);
    name := property.name;
    SELECT fit.kept, fit.problem INTO kept, problem
    FROM crm.fitted(property.type, property.options, value) AS fit;
END $$;
COMMENT ON FUNCTION crm.typed(text, text, jsonb) IS
    'What a name and a value mean for a contact or company: the property''s own name, and the value in its type or why '
    'it does not fit. An undeclared property accepts any value; null clears.';

CREATE OR REPLACE FUNCTION crm.property_called(
    object text, given_name text, OUT name text, OUT type text, OUT options text[]
)
LANGUAGE plpgsql STABLE AS $$
#variable_conflict use_column
BEGIN
    SELECT known.name, known.type, known.options
    INTO property_called.name, property_called.type, property_called.options
    FROM crm.known_properties AS known
    WHERE known.object = property_called.object
      AND (known.name = given_name
           OR given_name = ANY (known.called)
           OR crm.folded(given_name) = crm.folded(known.name)
           OR EXISTS (SELECT FROM unnest(known.called) AS word WHERE crm.folded(word) = crm.folded(given_name)))
    ORDER BY known.name <> given_name, given_name <> ALL (known.called), known.name
    LIMIT 1;
    IF NOT FOUND THEN
        property_called.name := crm.property_name(given_name);
    END IF;
END $$;
COMMENT ON FUNCTION crm.property_called(text, text) IS
    'The property that a sender''s name means, with its type and options: the one with this name, else the one that is '
    'called so in properties.yaml, else the one whose name differs only in case, blanks, "-", "_" and ".". Any other '
    'name is an undeclared property, without a type.';

CREATE OR REPLACE FUNCTION crm.folded(name text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN translate(lower(name), E' \t\u00a0-_.', '');
COMMENT ON FUNCTION crm.folded(text) IS
    'A name as doors compare it: in lower case, without blanks, dashes, underscores and dots.';

-- Templates and exports show columns and properties as one object, so a sender's "id" must not look like ours.
CREATE OR REPLACE FUNCTION crm.property_name(name text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN name IN ('id', 'created_at', 'updated_at', 'company_id', 'owner_id', 'email', 'properties')
            THEN 'given_' || name
        ELSE name
    END
$$;
COMMENT ON FUNCTION crm.property_name(text) IS
    'The name under which a property is stored: its own, but given_id for id, and likewise for the other columns that '
    'only Relance writes.';

CREATE OR REPLACE FUNCTION crm.fitted(type text, options text[], value jsonb, OUT kept jsonb, OUT problem text)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    kind CONSTANT text := jsonb_typeof(value);
    word CONSTANT text := crm.trimmed(value #>> '{}');
    told          text;
BEGIN
    IF type IS NULL OR kind IS NULL OR kind = 'null' THEN
        kept := coalesce(value, 'null');
        RETURN;
    ELSIF type = 'texts' THEN
        SELECT list.kept, list.problem INTO kept, problem FROM crm.as_texts(value) AS list;
        RETURN;
    ELSIF kind = 'boolean' AND type = 'boolean' THEN
        kept := value;
        RETURN;
    ELSIF kind NOT IN ('string', 'number') THEN
        problem := 'expected one value, found '
                   || CASE kind WHEN 'array' THEN 'a list' WHEN 'object' THEN 'an object' ELSE 'true or false' END;
        RETURN;
    ELSIF word = '' THEN
        kept := 'null';
        RETURN;
    END IF;

    CASE type
        WHEN 'number', 'whole' THEN
            kept := to_jsonb(crm.as_number(word));
            problem := CASE
                WHEN kept IS NULL THEN 'not a number'
                WHEN type = 'whole' AND kept::numeric <> trunc(kept::numeric) THEN 'not a whole number'
                WHEN type = 'whole' AND abs(kept::numeric) > 2147483647 THEN 'too large'
            END;
            kept := CASE WHEN problem IS NOT NULL THEN NULL WHEN type = 'whole' THEN to_jsonb(kept::int) ELSE kept END;
            RETURN;
        WHEN 'boolean' THEN
            kept := to_jsonb(crm.truth(word));
            problem := CASE WHEN kept IS NULL THEN 'not yes or no' END;
            RETURN;
        WHEN 'line' THEN
            told := CASE WHEN octet_length(word) <= 512 THEN word END;
            problem := 'longer than 512 bytes';
        WHEN 'date' THEN
            told := CASE WHEN word ~ '^\d{4}-\d\d-\d\d$' AND clock.moment(word) IS NOT NULL THEN word END;
            problem := 'not a date; write it as 2026-12-31';
        WHEN 'instant' THEN
            told := CASE WHEN length(word) = 10 AND word LIKE '____-__-__' AND clock.moment(word) IS NOT NULL
                         THEN word ELSE clock.written(clock.moment_said(word)) END;
            problem := 'not a moment; write it as 2026-12-31T09:30:00Z';
        WHEN 'choice' THEN
            told := (SELECT option FROM unnest(options) AS option WHERE lower(option) = lower(word)
                     ORDER BY option <> word LIMIT 1);
            problem := left('not one of ' || array_to_string(options, ', '), 200);
        WHEN 'country' THEN
            told := CASE WHEN length(word) = 2 THEN upper(word) WHEN octet_length(word) <= 512 THEN word END;
            problem := 'longer than 512 bytes';
        WHEN 'language' THEN
            told := CASE WHEN word ~ '^[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8})*$' THEN replace(word, '_', '-') END;
            problem := 'not a language; write it as fr or fr-CA';
        WHEN 'time_zone' THEN
            told := clock.zone_called(word);
            problem := 'not a time zone; write its IANA name, as Europe/Paris';
        WHEN 'domain' THEN
            told := crm.host(word);
            problem := 'not a domain; write it as acme.example';
        WHEN 'email' THEN
            told := crm.as_email(word);
            problem := 'not an e-mail address';
        ELSE
            told := word;
    END CASE;
    kept := to_jsonb(told);
    problem := CASE WHEN told IS NULL THEN problem END;
END $$;
COMMENT ON FUNCTION crm.fitted(text, text[], jsonb) IS
    'A value as its type stores it, or why it does not fit. A blank text is null, which clears. Part of crm.typed().';

CREATE OR REPLACE FUNCTION crm.as_texts(value jsonb, OUT kept jsonb, OUT problem text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    WITH entries AS (
        SELECT crm.trimmed(entry #>> '{}') AS word, min(place) AS place,
               bool_or(jsonb_typeof(entry) NOT IN ('string', 'number', 'null')) AS is_foreign
        FROM jsonb_array_elements(CASE jsonb_typeof(value) WHEN 'array' THEN value ELSE jsonb_build_array(value) END)
             WITH ORDINALITY AS given (entry, place)
        GROUP BY 1
    )
    SELECT CASE WHEN NOT coalesce(bool_or(is_foreign), false)
                THEN coalesce(jsonb_agg(word ORDER BY place) FILTER (WHERE word <> ''), 'null') END,
           CASE WHEN bool_or(is_foreign) THEN 'expected texts' END
    FROM entries
$$;
COMMENT ON FUNCTION crm.as_texts(jsonb) IS
    'A list of texts, also from a single text, without blank ones and repetitions; null when none is left. Part of '
    'crm.typed().';

CREATE OR REPLACE FUNCTION crm.as_number(word text) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN word ~ '^[+-]?\d{1,30}(\.\d{1,30})?$' THEN word::numeric END;
COMMENT ON FUNCTION crm.as_number(text) IS
    'A number as people and programs write it; null for anything else.';

CREATE OR REPLACE FUNCTION crm.as_email(word text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT bare
    FROM crm.trimmed(word) AS bare
    WHERE octet_length(bare) <= 254
      AND bare ~ '^[^@[:space:][:cntrl:]]+@[^@[:space:][:cntrl:]]+$'
      AND bare !~ '[\u0080-\u00a0\u00ad\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]'
$$;
COMMENT ON FUNCTION crm.as_email(text) IS
    'An e-mail address without the blanks around it, visible or not; null when it is none: it must have one "@" and no '
    'invisible character. Whether the address exists is not checked.';

CREATE OR REPLACE FUNCTION crm.host(website text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT host
    FROM regexp_replace(regexp_replace(lower(crm.trimmed(website)), '^([a-z][a-z0-9+.-]*:)?//', ''), '[/?#:].*$', '')
         AS authority,
         regexp_replace(regexp_replace(authority, '\.$', ''), '^www\.(?=.*\.)', '') AS host
    WHERE host ~ '^[^\s@.]+(\.[^\s@.]+)+$' AND octet_length(host) <= 255
$$;
COMMENT ON FUNCTION crm.host(text) IS
    'The domain of a website: acme.example of https://www.acme.example/fr; null when there is none.';

CREATE OR REPLACE FUNCTION crm.trimmed(word text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN btrim(word, E' \t\n\r\f\u000b\u00a0\u200b\u200c\u200d\u2028\u2029\u202f\u2060\u3000\ufeff');
COMMENT ON FUNCTION crm.trimmed(text) IS 'A text without the blanks around it, visible or not.';

CREATE OR REPLACE FUNCTION crm.truth(word text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN lower(trim(word)) IN ('true', 'yes', 'on', '1', 'y', 't') THEN true
        WHEN lower(trim(word)) IN ('false', 'no', 'off', '0', 'n', 'f') THEN false
    END
$$;
COMMENT ON FUNCTION crm.truth(text) IS
    'The meaning of yes or no, 1 or 0, true or false in a form or a file; null for any other text.';
