# shellcheck shell=bash
# What the scripts of this folder share. To be sourced from one of them, never run.

say() { printf '• %s\n' "$*" >&2; }
stop() { printf '✗ %s\n' "$*" >&2; exit 1; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

# The folder of the newest PostgreSQL's programs; Debian keeps them out of PATH. Fails when there is none from 15 on.
postgres_programs() {
    local initdb newest=0 folder=
    for initdb in /usr/lib/postgresql/*/bin/initdb "$(command -v initdb || true)"; do
        [ -x "$initdb" ] || continue
        local major
        major=$("$initdb" --version | sed -E 's/.* ([0-9]+).*/\1/')
        if [ "$major" -gt "$newest" ]; then newest=$major folder=$(dirname "$initdb"); fi
    done
    [ "$newest" -ge 15 ] && printf '%s\n' "$folder"
}

# Swift is not in Debian's or Ubuntu's packages, so it is the one thing the reader must bring.
require_swift() {
    local version
    command -v swift >/dev/null ||
        stop "Swift is missing. Install 6.2 or later from https://www.swift.org/install/linux and run this again."
    version=$(swift --version 2>/dev/null | sed -nE 's/.*Swift version ([0-9]+\.[0-9]+).*/\1/p' | head -n 1)
    [ "$(printf '%s\n' 6.2 "$version" | sort -V | head -n 1)" = 6.2 ] ||
        stop "Swift $version is too old. Install 6.2 or later from https://www.swift.org/install/linux"
}

is_installed() {
    [ "$(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# Installs what is missing of the named Debian packages, after saying so. Elsewhere it only says what is needed.
require_packages() {
    local package missing=()
    for package in "$@"; do
        if [ "$package" = postgresql ]; then
            postgres_programs >/dev/null || missing+=(postgresql)
        elif command -v dpkg-query >/dev/null; then
            is_installed "$package" || missing+=("$package")
        fi
    done
    [ ${#missing[@]} = 0 ] && return
    command -v apt-get >/dev/null ||
        stop "please install what these Debian packages hold, and run this again: ${missing[*]}"
    say "installing ${missing[*]} (apt-get, as root)"
    as_root apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2
    postgres_programs >/dev/null ||
        stop "this system's PostgreSQL is older than 15; newer ones are at https://www.postgresql.org/download/linux/"
}

# What building Relance and running its tests takes.
require_test_packages() {
    require_packages postgresql libpq-dev libcurl4-openssl-dev zlib1g-dev pkg-config python3-aiosmtpd python3-venv \
        python3-pip python3-psycopg nodejs curl pgbouncer
}

# An interpreter in a folder that is kept from run to run, with packages from PyPI, one of which is imported as the module.
# Fails when PyPI cannot be reached.
python_with() {
    local folder=$1 module=$2
    shift 2
    "$folder/bin/python" -c "import $module" 2>/dev/null && return
    say "installing $* (PyPI) into ${folder#"$PWD"/}"
    rm -rf "$folder"
    { /usr/bin/python3 -m venv --system-site-packages "$folder" &&
        timeout 300 "$folder/bin/python" -m pip install --quiet --disable-pip-version-check --retries 1 \
            --timeout 10 "$@"; } >"$scratch/pip.log" 2>&1
}
