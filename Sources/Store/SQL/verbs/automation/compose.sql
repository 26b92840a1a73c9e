-- What rendering the claimed sends needs: the contact, its company and owner, the e-mail's version, and a fresh
-- delivery number.
--
-- Columns override properties of the same name: a property "id" from a sender must not replace the contact's number.
CREATE OR REPLACE FUNCTION automation.compose(job_ids bigint[])
RETURNS TABLE (
    job_id bigint, delivery_id bigint, contact_id bigint, address text, contact jsonb, company jsonb, owner jsonb,
    email text, email_version int, event jsonb
)
LANGUAGE sql VOLATILE
SET enable_seqscan = off SET jit = off AS $$
    SELECT job.id, nextval('messaging.delivery_id'), contact.id, contact.email,
           contact.properties || jsonb_strip_nulls(to_jsonb(contact) - 'properties'),
           company.properties || jsonb_strip_nulls(to_jsonb(company) - 'properties'),
           to_jsonb(owner), email.name, email.version,
           coalesce(nullif(held.cause -> 'data', 'null'), job.payload -> 'event')
    FROM queue.running AS job
    JOIN crm.contacts AS contact ON contact.id = crm.present((job.payload -> 'contact')::bigint)
    LEFT JOIN messaging.emails AS email ON email.name = job.payload ->> 'email' AND email.current
    LEFT JOIN crm.companies AS company ON company.id = contact.company_id
    LEFT JOIN crm.owners AS owner ON owner.id = contact.owner_id
    LEFT JOIN automation.enrollments AS held ON held.id = (job.payload ->> 'enrollment')::bigint
    WHERE job.id = ANY (job_ids);
$$;
COMMENT ON FUNCTION automation.compose(bigint[]) IS
    'What rendering claimed sends needs: one row per job whose contact exists, with a fresh delivery number each. The '
    'version is null when there is no such e-mail.';
