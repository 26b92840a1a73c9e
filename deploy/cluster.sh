# shellcheck shell=bash
# A throwaway PostgreSQL for the scripts of this folder. To be sourced after lib.sh, never run.

# PostgreSQL refuses to run as root: then it runs as the user postgres, or as one made for it.
as_database_user() {
    if [ "$(id -u)" != 0 ]; then "$@"; else (cd / && runuser -u "$(database_user)" -- "$@"); fi
}

database_user() {
    if [ "$(id -u)" != 0 ]; then
        id -un
    elif id postgres >/dev/null 2>&1; then
        echo postgres
    else
        id relance-test >/dev/null 2>&1 || useradd --system --no-create-home --shell /usr/sbin/nologin relance-test
        echo relance-test
    fi
}

free_port() {
    local port
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        port=$((20000 + RANDOM % 12000))
        (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
    done
    stop "no free port found between 20000 and 32000"
}

# Starts a throwaway cluster in folder $1 and prints its connection string; at port $2, or a free one. It forgets on a crash
# (fsync is off), and says nothing about speed.
start_cluster() {
    local folder=$1 port=${2:-} programs
    programs=$(postgres_programs)
    [ -n "$port" ] || port=$(free_port)
    mkdir -p "$folder" && chown "$(database_user)" "$folder" && chmod 700 "$folder"
    as_database_user "$programs/initdb" --pgdata="$folder/data" --username=postgres --auth=trust --encoding=UTF8 \
        --locale=C.UTF-8 --no-sync >/dev/null
    as_database_user "$programs/pg_ctl" --pgdata="$folder/data" --log="$folder/log" --wait start --options="-p $port \
        -c listen_addresses=127.0.0.1 -c unix_socket_directories=$folder -c max_connections=300 -c fsync=off \
        -c timezone=UTC" >/dev/null || { cat "$folder/log" >&2; return 1; }
    echo "host=$folder port=$port user=postgres dbname=postgres"
}

stop_cluster() {
    [ -e "$1/data/postmaster.pid" ] || return 0
    as_database_user "$(postgres_programs)/pg_ctl" --pgdata="$1/data" --mode=immediate --wait stop >/dev/null || true
}

# Gives the caller a folder of its own, $scratch. However the script ends, its cluster is stopped and the folder deleted.
use_scratch() {
    scratch=$(mktemp -d "${TMPDIR:-/tmp}/relance-XXXXXX")
    chmod 755 "$scratch"
    trap 'stop_cluster "$scratch/cluster"; rm -rf "$scratch"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
}
