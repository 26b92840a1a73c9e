-- The properties that doors may set, each with its type and the names that senders use.
--
-- Columns have finer types than declared properties can have. crm.fitted() handles all types.
CREATE OR REPLACE VIEW crm.known_properties AS
    SELECT object, name, type, options, called, true AS is_column
    FROM (VALUES
        ('contact', 'email',           'email',     NULL::text[], '{email_address,mail}'::text[]),
        ('contact', 'first_name',      'line',      NULL, '{}'),
        ('contact', 'last_name',       'line',      NULL, '{}'),
        ('contact', 'phone',           'line',      NULL, '{}'),
        ('contact', 'country',         'country',   NULL, '{}'),
        ('contact', 'region',          'line',      NULL, '{state}'),
        ('contact', 'city',            'line',      NULL, '{}'),
        ('contact', 'language',        'language',  NULL, '{locale}'),
        ('contact', 'time_zone',       'time_zone', NULL, '{}'),
        ('contact', 'lifecycle_stage', 'choice',    enum_range(NULL::crm.lifecycle_stage)::text[], '{}'),
        ('contact', 'lead_status',     'line',      NULL, '{}'),
        ('contact', 'original_source', 'line',      NULL, '{}'),
        ('contact', 'score',           'whole',     NULL, '{}'),
        ('company', 'external_id',     'line',      NULL, '{}'),
        ('company', 'name',            'line',      NULL, '{}'),
        ('company', 'domain',          'domain',    NULL, '{website}'),
        ('company', 'industry',        'line',      NULL, '{}'),
        ('company', 'country',         'country',   NULL, '{}'),
        ('company', 'employees',       'whole',     NULL, '{employee_count}')
    ) AS columns (object, name, type, options, called)
    UNION ALL
    SELECT object, name, type, options, called, false
    FROM crm.properties;
COMMENT ON VIEW crm.known_properties IS
    'The properties of contacts and companies that messages, forms and files may set: typed columns, and declared '
    'ones.';
