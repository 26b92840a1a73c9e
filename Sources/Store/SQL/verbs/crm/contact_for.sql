-- Whose message is this? Finds the contact, or makes one, and remembers the names it came under.
--
-- The small steps are plpgsql, although SQL would do: their plans are then kept for the session, and a batch takes them
-- hundreds of times.

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
    -- A form's key stands in the page: what a form says of an account holds only where the addresses agree.
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

    -- An account without an e-mail and the contact who has this e-mail and no account are one person, and so are the
    -- visitor of a browser, without account and e-mail, and the one who signs in there.
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
    'The contact a user id, an anonymous id and an e-mail (each may be null) mean: by user id, else by e-mail, else '
    'the visitor, else a new one; null when none of them names anybody. Afterwards all three mean it, and contacts '
    'found to be one person are merged; an e-mail that is another contact''s stays there. moves_identities false, for '
    'what comes with a public key: a user id is ignored where its contact has another e-mail.';

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
    'The contact that a user id, an anonymous id or a second e-mail (lower case) means; null when it is new.';

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
    'The contact who has this e-mail address, or had it before being merged; null when there is none.';

CREATE OR REPLACE FUNCTION crm.has_account(contact bigint) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
#variable_conflict use_column
BEGIN
    RETURN EXISTS (SELECT FROM crm.identities WHERE contact_id = contact AND kind = 'user');
END $$;
COMMENT ON FUNCTION crm.has_account(bigint) IS 'Whether a user id means this contact.';

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
    'From now on this user id, anonymous id or second e-mail means this contact; null names nothing.';

-- Another writer (an import, psql) may take the e-mail between our look and our write. The whole batch is then run
-- again: serialization_failure is the word every client understands as "once more".
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
    'A new contact. Fails with serialization_failure when one with this e-mail appears at the same time.';

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
    'Changes the e-mail of a contact. Fails with serialization_failure when another contact gets it at the same time.';
