# shellcheck shell=bash
# Every process in a hardened container, on a PostgreSQL and a mail server of this machine.

stage_run() {
    require_podman
    require_packages python3-aiosmtpd curl
    [ -n "$(podman image ls --quiet localhost/relance:latest)" ] || stage_build
    site_begins
    local container
    for container in migrate:migrate\ --wait apply:apply\ --wait coordinator:coordinator worker-1:worker worker-2:worker api:api; do
        start_container "${container%%:*}" ${container#*:}
    done
    waits_for_its_database
    start_cluster "$scratch/cluster" "$cluster_port" >/dev/null
    eventually 120 "the API is ready" curl -fs "$api/readyz"
    # An event that comes before there is any workflow enrolls nobody.
    eventually 60 "the workflows are applied" has_ended_well apply
    one_event_one_mail
    a_killed_worker_is_replaced
    each_stops_in_order
    answers_nothing 'SELECT * FROM check_invariants()'
    remove_containers
}

# The address of a database that is not there yet, a mail server, and what every container is told.
site_begins() {
    remove_containers
    cluster_port=$(free_port) mail_port=$(free_port) api_port=$(free_port)
    mkdir -p "$scratch/mail" && chmod 777 "$scratch/mail"
    /usr/bin/python3 -m aiosmtpd --nosetuid --listen "127.0.0.1:$mail_port" --class aiosmtpd.handlers.Mailbox "$scratch/mail/box" &
    mail_process=$!
    trap 'kill "$mail_process" 2>/dev/null || true; remove_containers; stop_cluster "$scratch/cluster"; rm -rf "$scratch"' EXIT
    api=http://127.0.0.1:$api_port
    settings=(
        --env "RELANCE_DATABASE_URL=host=127.0.0.1 port=$cluster_port user=postgres dbname=postgres"
        --env RELANCE_EMAIL_RESEND_AFTER="1 minute" --env RELANCE_WORKER_LEASE="50 s" --env RELANCE_SMTP_HOST=127.0.0.1 --env "RELANCE_SMTP_PORT=$mail_port" --env RELANCE_SMTP_SECURITY=none
        --env RELANCE_WORKSPACE_POSTAL_ADDRESS="1 rue des Lilas, Paris" --env RELANCE_API_HOST=127.0.0.1
        --env "RELANCE_API_PORT=$api_port" --env RELANCE_API_WRITE_KEYS=WRITE_KEY
        --env RELANCE_TRACKING_SECRETS=test:0123456789abcdef0123456789abcdef
    )
}

# Those of earlier runs and of this one, and no others.
remove_containers() {
    podman ps --all --quiet --filter label=relance-test | xargs --no-run-if-empty podman rm --force --time 5 >/dev/null
}

# Each has a port of its own, because all share the host's network.
start_container() {
    local name=$1
    shift
    podman_run --detach --name "relance-test-$name" --label relance-test --memory 256m "${settings[@]}" --env "RELANCE_METRICS_PORT=$(free_port)" \
        --volume "$PWD/config:/config:ro" localhost/relance:latest "$@" >/dev/null
}

# Without a crash loop: none of them has ended, each says what it waits for and is not ready.
waits_for_its_database() {
    local name
    for name in migrate apply coordinator worker-1 worker-2 api; do
        eventually 30 "$name says that it waits" says_that_it_waits "$name"
        [ "$(podman inspect --format '{{.State.Running}}' "relance-test-$name")" = true ] || stop "$name has ended: $(podman logs "relance-test-$name" 2>&1)"
        case $name in migrate | apply) continue ;; esac
        podman exec "relance-test-$name" relance health || stop "$name is not alive"
        ! podman exec "relance-test-$name" relance health --ready 2>/dev/null || stop "$name says that it is ready"
    done
}

says_that_it_waits() { podman logs "relance-test-$1" 2>&1 | grep -q 'waiting for='; }

has_ended_well() { [ "$(podman inspect --format '{{.State.Status}} {{.State.ExitCode}}' "relance-test-$1")" = "exited 0" ]; }

one_event_one_mail() {
    send_form ada@example.org
    eventually 60 "the mail arrives" has_mails 1
}

send_form() {
    curl -fsS --retry 5 --retry-all-errors -u WRITE_KEY: "$api/v1/batch" -H 'content-type: application/json' -o /dev/null -d '{"batch": [
        {"type": "identify", "userId": "'"$1"'", "traits": {"email": "'"$1"'"}},
        {"type": "track", "userId": "'"$1"'", "event": "form_submitted", "properties": {"form": "ebook-watering"}}]}'
}

has_mails() { [ "$(find "$scratch/mail/box/new" -type f 2>/dev/null | wc -l)" -ge "$1" ]; }

# The one that dies holds jobs; the other ends them. What may have left already rests for a minute before it leaves again.
a_killed_worker_is_replaced() {
    local number
    for number in $(seq 20); do send_form "reader-$number@example.org"; done
    podman kill --signal KILL relance-test-worker-1 >/dev/null
    eventually 240 "all mails arrive, by the worker that is left" has_mails 21
    eventually 60 "the killed worker counts as dead" one_worker
    mails_are_single_or_doubtful
}

# A message arrives twice only where messaging.doubtful lists it.
mails_are_single_or_doubtful() {
    local mails doubtful
    mails=$(find "$scratch/mail/box/new" -type f | wc -l) doubtful=$(query 'SELECT count(*) FROM messaging.doubtful')
    say "$mails mails, $doubtful listed as doubtful"
    [ "$mails" -le $((21 + doubtful)) ] || stop "more mails arrived twice than are listed"
}

one_worker() { [ "$(query "SELECT count(*) FROM queue.workers WHERE expires_at > clock_timestamp()")" = 1 ]; }

each_stops_in_order() {
    local name began
    for name in worker-2 api coordinator; do
        began=$SECONDS
        podman stop --time 10 "relance-test-$name" >/dev/null
        [ "$(podman inspect --format '{{.State.ExitCode}}' "relance-test-$name")" = 0 ] || stop "$name ended with an error: $(podman logs "relance-test-$name" 2>&1 | tail -n 5)"
        say "$name stopped in $((SECONDS - began)) s, exit 0"
    done
}

# Again and again until the command succeeds; $1 seconds at most.
eventually() {
    local deadline=$((SECONDS + $1)) what=$2
    shift 2
    until "$@" >/dev/null 2>&1; do
        [ $SECONDS -lt $deadline ] || { containers_say; stop "not in time: $what"; }
        sleep 0.5
    done
}

containers_say() {
    local name
    for name in $(podman ps --all --format '{{.Names}}'); do podman logs --tail 20 "$name" 2>&1 | sed "s/^/$name: /" >&2; done
}

query() {
    "$(postgres_programs)/psql" "host=127.0.0.1 port=$cluster_port user=postgres dbname=postgres" \
        --no-psqlrc --tuples-only --no-align --command "$1"
}

answers() {
    local answer
    answer=$(query "$2")
    [ "$answer" = "$1" ] || stop "$2: $answer, expected $1"
}

answers_nothing() { answers "" "$1"; }
