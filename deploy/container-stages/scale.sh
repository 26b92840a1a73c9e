# shellcheck shell=bash
# Four workers in containers against one database: the contacts ask for a guide, get it, click nothing, and get the reminder,
# each once, and all four workers take part. The reminder waits half a minute instead of a day.

stage_scale() {
    local contacts=${CONTACTS:-10000} worker
    require_podman
    [ -n "$(podman image ls --quiet localhost/relance:latest)" ] || stage_build
    site_begins
    settings+=(--env RELANCE_EMAIL_TRANSPORT=none)
    start_cluster "$scratch/cluster" "$cluster_port" >/dev/null
    mkdir -p "$scratch/definitions" && cp -r config/. "$scratch/definitions"
    sed -i 's/wait: 24 hours/wait: 30 seconds/' "$scratch/definitions/workflows/lead-magnet.yaml"
    for worker in migrate:migrate\ --wait apply:apply\ --wait; do run_container "${worker%%:*}" ${worker#*:}; done
    start_container coordinator coordinator
    for worker in 1 2 3 4; do start_container "worker-$worker" worker; done
    query "INSERT INTO crm.contacts (email) SELECT format('reader-%s@example.org', n) FROM generate_series(1, $contacts) AS n;
           INSERT INTO crm.events (contact_id, occurred_at, received_at, name, properties)
           SELECT id, now(), now(), 'form_submitted', '{\"form\": \"ebook-watering\"}' FROM crm.contacts" >/dev/null
    eventually 900 "$((2 * contacts)) messages are sent" all_are_sent $((2 * contacts))
    answers "$((2 * contacts))" "SELECT count(*) FROM (SELECT DISTINCT contact_id, email FROM messaging.deliveries) AS sent"
    answers 4 "SELECT count(DISTINCT worker) FROM queue.done WHERE queue = 'email'"
    query "SELECT worker, count(*) FROM queue.done WHERE queue = 'email' GROUP BY worker ORDER BY worker" >&2
    answers_nothing 'SELECT * FROM messaging.doubtful'
    answers_nothing 'SELECT * FROM check_invariants()'
    remove_containers
}

# To its end.
run_container() {
    local name=$1
    shift
    podman_run --rm --label relance-test --name "relance-test-$name" "${settings[@]}" --volume "$scratch/definitions:/config:ro" localhost/relance:latest "$@" >/dev/null
}

all_are_sent() { [ "$(query "SELECT count(*) FROM messaging.deliveries WHERE state = 'sent'")" = "$1" ]; }
