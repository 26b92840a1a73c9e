-- Erases a deleted contact, whichever session deleted the row.
--
-- Runs as its owner: the right to delete the row is enough. Triggers on crm.former_contacts remove what other schemas
-- know of the contact. They find the words that identify it in crm.erasing.
CREATE OR REPLACE FUNCTION crm.erase_deleted_contacts() RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off SET jit = off AS $$
DECLARE
    people CONSTANT bigint[] := ARRAY(
        SELECT gone.id FROM deleted AS gone
        WHERE NOT EXISTS (
            SELECT FROM crm.former_contacts AS merged
            WHERE merged.id = gone.id AND merged.survivor IS NOT NULL)
        ORDER BY gone.id);
    numbers CONSTANT bigint[] := people || ARRAY(SELECT id FROM crm.former_contacts WHERE survivor = ANY (people));
BEGIN
    IF people = '{}' THEN
        RETURN NULL;
    END IF;
    PERFORM crm.note_erased_words(people, (
        SELECT jsonb_agg(jsonb_build_object('contact', gone.id, 'word', said.word, 'is_telling', said.is_telling))
        FROM deleted AS gone CROSS JOIN LATERAL crm.words_of(to_jsonb(gone)) AS said));
    PERFORM crm.note_earlier_words(people);
    PERFORM crm.erase_refusals(numbers);
    DELETE FROM crm.events WHERE contact_id = ANY (people);
    DELETE FROM crm.value_changes WHERE contact_id = ANY (people);
    DELETE FROM crm.stage_history WHERE contact_id = ANY (people);
    DELETE FROM crm.changes WHERE contact_id = ANY (numbers);
    DELETE FROM crm.failed_changes WHERE contact_id = ANY (numbers);
    -- Contacts that were merged into an erased one are erased with it. They become former contacts again, because other
    -- schemas must also erase what they have under these numbers.
    WITH merged AS (
        DELETE FROM crm.former_contacts WHERE id = ANY (numbers) RETURNING id, at, address_hash, gone_by
    )
    INSERT INTO crm.former_contacts (id, at, address_hash, gone_by)
    SELECT id, at, address_hash, gone_by FROM merged WHERE id <> ALL (people)
    UNION ALL
    SELECT gone.id, clock.now(), crm.address_hash(gone.email), session_user
    FROM deleted AS gone WHERE gone.id = ANY (people)
    ORDER BY id;
    DELETE FROM crm.erasing WHERE contact_id = ANY (people);
    RETURN NULL;
END $$;
COMMENT ON FUNCTION crm.erase_deleted_contacts() IS
    'Removes everything that schema crm knows of deleted contacts, and keeps their numbers and the keyed hashes of '
    'their addresses. Does nothing for a row that a merge deletes, because the survivor has its data.';

CREATE OR REPLACE TRIGGER contacts_deleted
    AFTER DELETE ON crm.contacts
    REFERENCING OLD TABLE AS deleted
    FOR EACH STATEMENT EXECUTE FUNCTION crm.erase_deleted_contacts();
COMMENT ON TRIGGER contacts_deleted ON crm.contacts IS 'Erases a deleted contact everywhere, for any writer.';
