# shellcheck shell=bash
# The shipped image, with what this machine has built instead of the Dockerfile's build stage.

image_bytes_max=$((200 * 1024 * 1024))

stage_build() {
    local configuration=${CONFIGURATION:-release}
    require_podman
    build_image "$(built_program "$configuration")"
    inspect_image "$configuration"
}

inspect_image() {
    local bytes user setuid
    bytes=$(podman image inspect --format '{{.Size}}' localhost/relance:latest)
    user=$(podman image inspect --format '{{.User}}' localhost/relance:latest)
    say "localhost/relance:latest: $((bytes / 1024 / 1024)) MiB ($1), user $user, $(podman_run --rm localhost/relance:latest version)"
    [ "$user" = 10001:10001 ] || stop "the image runs as $user"
    podman image inspect --format '{{.HealthCheck}}' localhost/relance:latest | grep -q relance || stop "no health check"
    setuid=$(podman_run --rm --user 0 --cap-add DAC_READ_SEARCH --entrypoint /usr/bin/find localhost/relance:latest / -xdev -type f -perm /6000)
    [ -z "$setuid" ] || stop "setuid files: $setuid"
    [ "$1" = debug ] || [ "$bytes" -le $image_bytes_max ] || stop "the image has $bytes bytes, at most $image_bytes_max"
}

# On the host's network, which leaves no firewall rules behind; with nothing that a process of Relance does not need. Podman's
# health checks need systemd, so the stages ask `relance health` themselves.
podman_run() {
    podman run --network host --no-healthcheck --read-only --cap-drop all --security-opt no-new-privileges --pids-limit 256 "$@"
}

# The Dockerfile as it is, from the sources: the toolchain and the copies of packages are this machine's where no registry can
# be reached.
stage_whole() {
    require_podman
    local image options=()
    image=$(swift_image)
    mapfile -t options < <(mirror_options)
    buildah bud --isolation chroot --pull-never --format docker "${options[@]}" --build-arg "BUILD_IMAGE=$image" \
        --build-arg "RUNTIME_IMAGE=$(base_image)" --build-arg "RELANCE_COMMIT=$(git rev-parse --short HEAD)" \
        --file deploy/Dockerfile --tag localhost/relance:latest . >"$scratch/whole.log" 2>&1 ||
        { tail -n 50 "$scratch/whole.log" >&2; return 1; }
    inspect_image whole
}

# The image of Swift's makers, or Debian with what the compiler needs, for the toolchain of this machine.
swift_image() {
    local image=swift:6.3-bookworm local=localhost/swift:6.3-bookworm
    if timeout 300 podman pull --quiet "$image" >/dev/null 2>&1; then echo "$image"; return; fi
    podman image exists "$local" || buildah bud --quiet --isolation chroot --pull-never \
        --build-arg "RUNTIME_IMAGE=$(base_image)" --file Tests/Containers/swift.Dockerfile --tag "$local" Tests/Containers \
        >/dev/null
    echo "$local"
}

# What a build inside an image needs of this machine: its toolchain, and where git finds packages, if it says so.
mirror_options() {
    local place
    timeout 5 podman image exists swift:6.3-bookworm 2>/dev/null && return
    printf '%s\n' --volume "$(dirname "$(dirname "$(dirname "$(readlink -f "$(command -v swiftc)")")")"):/opt/swift:ro"
    for place in /etc/gitconfig $(git config --system --get-regexp '^url\..*\.insteadof$' |
        sed -nE 's#^url\.(file://)?(/[^ ]*)/?\.insteadof .*#\2#p'); do
        [ ! -e "$place" ] || printf '%s\n' --volume "$place:$place:ro"
    done
}
