-- Scripts send these ids for visitors they do not know. If they counted, all these visitors would become one contact.
CREATE OR REPLACE FUNCTION crm.real_id(id text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN lower(trim(id)) IN ('', '0', '-1', 'undefined', 'null', 'nil', 'none', 'nan', 'true', 'false',
                                 'anonymous', 'guest', 'unknown', 'n/a', '[object object]', '(null)', '{}', '[]')
            THEN NULL
        ELSE trim(id)
    END
$$;
COMMENT ON FUNCTION crm.real_id(text) IS
    'A user id or anonymous id as it was sent; null when it is what scripts send for an unknown visitor: undefined, '
    'null, NaN, 0, guest, ….';
