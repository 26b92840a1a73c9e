# shellcheck shell=bash
# The Debian package, installed in a container of its own.

stage_package() {
    require_podman
    require_packages mandoc lintian
    local package
    package=$(deploy/package "$scratch")
    # Swift's packages bring C libraries in their sources.
    lintian --allow-root --fail-on error --suppress-tags embedded-library "$package"
    gzip --decompress --stdout <(dpkg-deb --fsys-tarfile "$package" | tar -x -O ./usr/share/man/man1/relance.1.gz) >"$scratch/relance.1"
    mandoc -T lint -W error "$scratch/relance.1"
    podman run --rm --network host --volume "$package:/relance.deb:ro" "$(base_image)" sh -ec '
        apt-get update -qq && apt-get install -y -qq --no-install-recommends /relance.deb >/dev/null 2>&1
        relance version && relance check /usr/share/doc/relance/examples/config && test -s /etc/relance/relance.yaml'
}
