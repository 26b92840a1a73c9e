#!/bin/sh
# Waits until the workflows are there, then says where to look. It runs in the image of PostgreSQL.
until [ "$(psql -XqtA -c 'SELECT count(*) > 0 FROM automation.workflows' 2>/dev/null)" = t ]; do sleep 1; done
cat <<TEXT

Relance is running. Send it an event, and look at the mail:

  curl -u $KEY: $API/v1/batch -H 'content-type: application/json' -d '{"batch": [
    {"type": "identify", "userId": "42", "traits": {"email": "ada@example.org", "firstName": "Ada"}},
    {"type": "track", "userId": "42", "event": "form_submitted", "properties": {"form": "ebook-watering"}}]}'

  $MAIL                               the mail it has sent
  docker compose exec database psql -U relance         the tables: SELECT * FROM automation.overview;

TEXT
