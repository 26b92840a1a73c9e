-- Records joining and leaving a static list as changes, whichever session wrote the rows.

CREATE OR REPLACE FUNCTION crm.note_joined_members() RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    moment CONSTANT timestamptz := clock.now();
BEGIN
    INSERT INTO crm.changes (contact_id, at, kind, names)
    SELECT member.contact_id, moment, 'list_joined', ARRAY[member.list]
    FROM joined AS member
    ORDER BY member.contact_id, member.list;

    RETURN NULL;
END $$;
COMMENT ON FUNCTION crm.note_joined_members() IS 'Writes one "list_joined" change per new member.';

CREATE OR REPLACE FUNCTION crm.note_left_members() RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    moment CONSTANT timestamptz := clock.now();
BEGIN
    -- The join leaves out members that were deleted with their contact, because there is no contact left to react for.
    INSERT INTO crm.changes (contact_id, at, kind, names)
    SELECT member.contact_id, moment, 'list_left', ARRAY[member.list]
    FROM gone AS member
    JOIN crm.contacts AS contact ON contact.id = member.contact_id
    ORDER BY member.contact_id, member.list;

    RETURN NULL;
END $$;
COMMENT ON FUNCTION crm.note_left_members() IS 'Writes one "list_left" change per member that was removed from a list.';

CREATE OR REPLACE TRIGGER list_members_joined
    AFTER INSERT ON crm.list_members
    REFERENCING NEW TABLE AS joined
    FOR EACH STATEMENT EXECUTE FUNCTION crm.note_joined_members();
COMMENT ON TRIGGER list_members_joined ON crm.list_members IS 'Fills crm.changes, for any writer.';

CREATE OR REPLACE TRIGGER list_members_left
    AFTER DELETE ON crm.list_members
    REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION crm.note_left_members();
COMMENT ON TRIGGER list_members_left ON crm.list_members IS 'Fills crm.changes, for any writer.';

CREATE OR REPLACE FUNCTION crm.refuse_moving_members() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a list member is not moved: delete the row and insert the new one'
        USING ERRCODE = 'restrict_violation';
END $$;
COMMENT ON FUNCTION crm.refuse_moving_members() IS
    'Refuses to change a member''s list or contact: members join by INSERT and leave by DELETE, so that both are '
    'recorded.';

CREATE OR REPLACE TRIGGER list_members_stay
    BEFORE UPDATE OF list, contact_id ON crm.list_members
    FOR EACH STATEMENT EXECUTE FUNCTION crm.refuse_moving_members();
COMMENT ON TRIGGER list_members_stay ON crm.list_members IS 'Refuses an UPDATE of a membership.';
