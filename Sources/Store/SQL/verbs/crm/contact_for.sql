-- Finds the contact that a message is about, or creates one, and remembers its ids.
--
-- The small functions are plpgsql, although SQL would do, because plpgsql keeps their plans for the session, and a
-- batch calls them hundreds of times.

CREATE OR REPLACE FUNCTION crm.contact_for(
    user_id text, anonymous_id text, email text, moves_identities boolean DEFAULT true
) RETURNS bigint
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    account CONSTANT text := crm.real_id(contact_for.user_id);
    browser CONSTANT text := crm.real_id(contact_for.anonymous_id);
    known   crm.contacts := crm.contact_named('user', account);
    visitor crm.contacts := crm.contact_named('anonymous', browser);
    mailed  crm.contacts := crm.contact_mailed(contact_for.email);
    -- A form's key is public, so a form's user id counts only if its e-mail belongs to the same contact.
    trusted CONSTANT boolean := moves_identities OR contact_for.email IS NULL OR coalesce(known.id = mailed.id, false);
    found   bigint;
BEGIN
    IF NOT trusted THEN
        known := NULL;
    END IF;

    found := CASE
        WHEN known.id IS NOT NULL
             AND (known.email IS NOT NULL OR mailed.id IS NULL OR crm.has_account(mailed.id)) THEN known.id
        WHEN mailed.id IS NOT NULL THEN mailed.id
        WHEN (account IS NULL OR NOT crm.has_account(visitor.id))
             AND (contact_for.email IS NULL OR visitor.email IS NULL) THEN visitor.id
    END;

    IF found IS NULL AND (account IS NOT NULL OR browser IS NOT NULL OR contact_for.email IS NOT NULL) THEN
        found := crm.create_contact(contact_for.email);
    ELSIF contact_for.email IS NOT NULL AND mailed.id IS NULL THEN
        PERFORM crm.set_email(found, contact_for.email);
    END IF;

    -- Two contacts are one person in two cases: one has the account and no e-mail, the other the e-mail and no account;
    -- or one is the visitor of a browser, without account and e-mail, and the other signs in there.
    IF known.id <> found THEN
        PERFORM crm.merge(found, known.id);
    END IF;
    IF visitor.id <> found AND visitor.email IS NULL AND NOT crm.has_account(visitor.id) THEN
        PERFORM crm.merge(found, visitor.id);
    END IF;

    PERFORM crm.name_contact(found, 'user', CASE WHEN trusted THEN account END);
    PERFORM crm.name_contact(found, 'anonymous', browser);
    RETURN found;
END $$;
COMMENT ON FUNCTION crm.contact_for(text, text, text, boolean) IS
    'The contact that a user id, an anonymous id and an e-mail (each may be null) mean: by user id, else by e-mail, '
    'else by anonymous id, else a new one; null when none of them is usable (crm.real_id). Afterwards all three mean '
    'it, and contacts found to be one person are merged; an e-mail of another contact stays with that contact. '
    'moves_identities false, for messages with a public key: ignores a user id whose contact has another e-mail.';

CREATE OR REPLACE FUNCTION crm.contact_named(kind text, value text) RETURNS crm.contacts
LANGUAGE plpgsql STABLE AS $$
#variable_conflict use_column
DECLARE
    found crm.contacts;
BEGIN
    SELECT contact.* INTO found
    FROM crm.identities AS identity
    JOIN crm.contacts AS contact ON contact.id = identity.contact_id
    WHERE identity.kind = contact_named.kind
      AND identity.value = contact_named.value;
    RETURN found;
END $$;
COMMENT ON FUNCTION crm.contact_named(text, text) IS
    'The contact that a user id, an anonymous id or a second e-mail (lower case) means; null when there is none.';

CREATE OR REPLACE FUNCTION crm.contact_mailed(email text) RETURNS crm.contacts
LANGUAGE plpgsql STABLE AS $$
#variable_conflict use_column
DECLARE
    found crm.contacts;
BEGIN
    SELECT contact.* INTO found FROM crm.contacts AS contact WHERE lower(contact.email) = lower(contact_mailed.email);
    IF found.id IS NULL THEN
        found := crm.contact_named('email', lower(contact_mailed.email));
    END IF;
    RETURN found;
END $$;
COMMENT ON FUNCTION crm.contact_mailed(text) IS
    'The contact that has this e-mail address, or had it before a merge; null when there is none.';

CREATE OR REPLACE FUNCTION crm.has_account(contact bigint) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
#variable_conflict use_column
BEGIN
    RETURN EXISTS (SELECT FROM crm.identities WHERE contact_id = contact AND kind = 'user');
END $$;
COMMENT ON FUNCTION crm.has_account(bigint) IS 'Whether the contact has a user id.';

CREATE OR REPLACE FUNCTION crm.name_contact(contact bigint, kind text, value text) RETURNS void
LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    INSERT INTO crm.identities AS identity (kind, value, contact_id)
    SELECT name_contact.kind, name_contact.value, contact
    WHERE name_contact.value IS NOT NULL
    ON CONFLICT (kind, value) DO UPDATE SET contact_id = EXCLUDED.contact_id
        WHERE identity.contact_id <> EXCLUDED.contact_id;
END $$;
COMMENT ON FUNCTION crm.name_contact(bigint, text, text) IS
    'Makes this user id, anonymous id or second e-mail mean this contact from now on. Does nothing for null.';

-- Another session (an import, psql) may take the e-mail between the look-up and this write. serialization_failure makes
-- the client run the whole batch again.
CREATE OR REPLACE FUNCTION crm.create_contact(email text) RETURNS bigint
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    created bigint;
BEGIN
    INSERT INTO crm.contacts AS contact (email) VALUES (create_contact.email)
    ON CONFLICT (lower(email)) DO NOTHING
    RETURNING contact.id INTO created;

    IF created IS NULL THEN
        RAISE EXCEPTION 'another writer has just created this contact'
            USING ERRCODE = 'serialization_failure';
    END IF;
    RETURN created;
END $$;
COMMENT ON FUNCTION crm.create_contact(text) IS
    'Creates a contact. Fails with serialization_failure when another session creates one with this e-mail at the same '
    'time.';

CREATE OR REPLACE FUNCTION crm.set_email(contact bigint, email text) RETURNS void
LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    UPDATE crm.contacts SET email = set_email.email WHERE id = set_email.contact;
EXCEPTION WHEN unique_violation THEN
    RAISE EXCEPTION 'another writer has just given this e-mail to another contact'
        USING ERRCODE = 'serialization_failure';
END $$;
COMMENT ON FUNCTION crm.set_email(bigint, text) IS
    'Sets the e-mail of a contact. Fails with serialization_failure when another contact gets it at the same time.';
