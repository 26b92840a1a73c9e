# shellcheck shell=bash
# The compose file as it is shipped, with the images of this machine.

stage_compose() {
    require_podman
    require_packages curl python3-venv iptables
    [ -n "$(podman image ls --quiet localhost/relance:latest)" ] || stage_build
    build_helper postgres && build_helper mail
    compose_program=$(python_tools compose podman-compose)/podman-compose
    export RELANCE_IMAGE=localhost/relance:latest POSTGRES_IMAGE=localhost/relance-postgres:latest
    export MAIL_IMAGE=localhost/relance-mail:latest API_PORT MAIL_PORT
    API_PORT=$(free_port) MAIL_PORT=$(free_port) api=http://127.0.0.1:$API_PORT
    local began=$SECONDS before
    before=$(traces)
    compose up --no-build --detach >"$scratch/compose.log" 2>&1 || { cat "$scratch/compose.log" >&2; stop "up failed"; }
    eventually 120 "the API is ready" curl -fs "$api/readyz"
    say "ready after $((SECONDS - began)) s"
    eventually 60 "the guide speaks" guide_speaks
    send_form ada@example.org
    eventually 60 "the mail arrives" mail_has ada@example.org
    compose up --no-build --detach --scale worker=4 >>"$scratch/compose.log" 2>&1
    eventually 60 "four workers are alive" four_workers
    send_form grace@example.org
    eventually 60 "the mail arrives" mail_has grace@example.org
    # Podman counts containers beyond those of the file as orphans.
    compose down --volumes --remove-orphans >>"$scratch/compose.log" 2>&1
    [ "$(traces)" = "$before" ] || stop "something is left: $(traces)"
}

compose() { "$compose_program" --project-name relance-test --file deploy/compose.yaml "$@"; }

traces() { podman ps --all --quiet; podman volume ls --quiet; podman network ls --format '{{.Name}}'; }

guide_speaks() { podman logs "$(podman ps --all --quiet --filter name=relance-test_guide)" 2>&1 | grep -q "Relance is running"; }

mail_has() { podman logs "$(podman ps --quiet --filter name=relance-test_mail)" 2>&1 | grep -q "$1"; }

four_workers() {
    [ "$(podman exec "$(podman ps --quiet --filter name=relance-test_database)" psql -U relance -XqtA -c \
        'SELECT count(*) FROM queue.workers WHERE expires_at > clock_timestamp()')" = 4 ]
}
