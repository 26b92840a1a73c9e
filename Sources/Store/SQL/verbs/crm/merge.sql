-- Merges two contacts that are one person.
--
-- Triggers on crm.former_contacts unite enrollments, messages and consent in this transaction. Changes written here
-- carry the number of the other contact (crm.changes.merged_from), so that workflows enroll nobody because of them
-- unless they ask to.
--
-- Runs as its owner: messages with two ids of one person cause merges, and their senders need no right to enrollments
-- and messages.
CREATE OR REPLACE FUNCTION crm.merge(survivor bigint, other bigint) RETURNS bigint
LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off SET jit = off AS $$
#variable_conflict use_column
DECLARE
    kept  CONSTANT bigint := crm.present(merge.survivor);
    given CONSTANT bigint := crm.present(merge.other);
    gone  crm.contacts;
BEGIN
    IF kept = given THEN
        RETURN kept;
    END IF;
    PERFORM FROM crm.contacts WHERE id IN (kept, given) ORDER BY id FOR UPDATE;
    PERFORM crm.require_contact(kept);
    PERFORM crm.require_contact(given);
    SELECT * INTO gone FROM crm.contacts WHERE id = given;

    PERFORM set_config('relance.merging', given::text, true);
    PERFORM crm.unite_belongings(kept, given);
    INSERT INTO crm.former_contacts (id, survivor, address_hash) VALUES (given, kept, crm.address_hash(gone.email));
    DELETE FROM crm.contacts WHERE id = given;
    PERFORM crm.fill_blanks(kept, gone);
    INSERT INTO crm.changes (contact_id, at, kind, names) VALUES (kept, clock.now(), 'merged', '{}');
    PERFORM set_config('relance.merging', '', true);
    RETURN kept;
END $$;
COMMENT ON FUNCTION crm.merge(bigint, bigint) IS
    'Merges a contact into a survivor and returns the survivor. The survivor''s own values win; its blanks are filled; '
    'the furthest stage and the most restrictive consent apply. Events, lists, identities, enrollments and messages '
    'are united, and one enrollment per workflow continues. From then on the other number means the survivor.';

CREATE OR REPLACE FUNCTION crm.require_contact(contact bigint) RETURNS void
LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM crm.contacts WHERE id = contact) THEN
        RAISE EXCEPTION 'there is no contact %', contact USING ERRCODE = '22023';
    END IF;
END $$;
COMMENT ON FUNCTION crm.require_contact(bigint) IS 'Refuses a number that no contact has.';

CREATE OR REPLACE FUNCTION crm.unite_belongings(survivor bigint, other bigint) RETURNS void
LANGUAGE plpgsql
SET enable_seqscan = off SET jit = off AS $$
#variable_conflict use_column
BEGIN
    UPDATE crm.former_contacts AS former SET survivor = unite_belongings.survivor WHERE former.survivor = other;
    UPDATE crm.identities SET contact_id = unite_belongings.survivor WHERE contact_id = other;
    UPDATE crm.events SET contact_id = unite_belongings.survivor WHERE contact_id = other;
    UPDATE crm.value_changes SET contact_id = unite_belongings.survivor WHERE contact_id = other;
    UPDATE crm.stage_history
    SET contact_id = unite_belongings.survivor, left_at = coalesce(left_at, clock.now())
    WHERE contact_id = other;
    INSERT INTO crm.list_members (list, contact_id, joined_at)
    SELECT list, unite_belongings.survivor, joined_at FROM crm.list_members WHERE contact_id = other ORDER BY list
    ON CONFLICT DO NOTHING;
    INSERT INTO crm.identities (kind, value, contact_id)
    SELECT 'email', lower(email), unite_belongings.survivor FROM crm.contacts WHERE id = other AND email IS NOT NULL
    ON CONFLICT (kind, value) DO UPDATE SET contact_id = excluded.contact_id;
END $$;
COMMENT ON FUNCTION crm.unite_belongings(bigint, bigint) IS
    'Gives the survivor of a merge the other''s identities, events, stages and lists, and its address as a second one. '
    'Part of crm.merge().';

CREATE OR REPLACE FUNCTION crm.fill_blanks(survivor bigint, gone crm.contacts) RETURNS void
LANGUAGE plpgsql
SET enable_seqscan = off SET jit = off AS $$
BEGIN
    UPDATE crm.contacts AS own
    SET created_at      = least(own.created_at, gone.created_at),
        company_id      = coalesce(own.company_id, gone.company_id),
        owner_id        = coalesce(own.owner_id, gone.owner_id),
        lifecycle_stage = greatest(own.lifecycle_stage, gone.lifecycle_stage),
        score           = coalesce(nullif(own.score, 0), gone.score),
        email           = coalesce(own.email, gone.email),
        first_name      = coalesce(own.first_name, gone.first_name),
        last_name       = coalesce(own.last_name, gone.last_name),
        phone           = coalesce(own.phone, gone.phone),
        country         = coalesce(own.country, gone.country),
        region          = coalesce(own.region, gone.region),
        city            = coalesce(own.city, gone.city),
        language        = coalesce(own.language, gone.language),
        time_zone       = coalesce(own.time_zone, gone.time_zone),
        lead_status     = coalesce(own.lead_status, gone.lead_status),
        original_source = coalesce(own.original_source, gone.original_source),
        properties      = gone.properties || own.properties
    WHERE own.id = survivor;
    -- The survivor's own address is not also a second one.
    DELETE FROM crm.identities AS second
    USING crm.contacts AS own
    WHERE own.id = survivor AND second.kind = 'email' AND second.value = lower(own.email);
END $$;
COMMENT ON FUNCTION crm.fill_blanks(bigint, crm.contacts) IS
    'Fills what a contact has no value for from another, and takes the furthest stage of both. A score of 0 counts as '
    'no value. Part of crm.merge().';
