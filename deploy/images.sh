# shellcheck shell=bash
# Podman and Buildah, and the images that the stages of deploy/containers run. To be sourced after lib.sh, never run.

# Their settings for this repository alone: runc works where control groups are of the older kind, and limits that may not be
# raised stay as they are.
require_podman() {
    require_packages podman buildah runc netavark aardvark-dns
    export CONTAINERS_CONF=$PWD/Tests/Containers/containers.conf
}

# Debian without anything: pulled where a registry can be reached, else made of Debian's packages.
base_image() {
    local image=debian:bookworm-slim local=localhost/debian:bookworm-slim
    if podman image exists "$local"; then echo "$local"; return; fi
    if timeout 60 podman pull --quiet "$image" >/dev/null 2>&1; then
        podman tag "$image" "$local"
    else
        say "no registry can be reached: making $local of Debian's packages"
        require_packages mmdebstrap
        # Slim as the pulled one is: without manuals, documents and translations.
        mmdebstrap --quiet --variant=minbase --dpkgopt=force-unsafe-io --dpkgopt=path-exclude=/usr/share/doc/* \
            --dpkgopt=path-exclude=/usr/share/man/* --dpkgopt=path-exclude=/usr/share/info/* \
            --dpkgopt=path-exclude=/usr/share/locale/* bookworm "$scratch/base.tar" &&
            podman import --quiet "$scratch/base.tar" "$local" >/dev/null
        rm -f "$scratch/base.tar"
    fi
    echo "$local"
}

# A folder like the build stage's, filled with what this machine has built.
built_program() {
    local configuration=$1 folder=$scratch/build/opt/relance products flags=(--static-swift-stdlib --product relance)
    # The debug build is the one that the tests use: to build the program alone would make half of it anew.
    [ "$configuration" != debug ] || flags=(--build-tests)
    require_swift
    swift build --configuration "$configuration" "${flags[@]}" >&2
    products=$(swift build --configuration "$configuration" --show-bin-path)
    mkdir -p "$folder"
    install --strip --target-directory "$folder" "$products/relance"
    cp -r "$products"/relance_*.resources "$folder/"
    git rev-parse --short HEAD >"$folder/commit" 2>/dev/null || echo unknown >"$folder/commit"
    # A debug build brings Swift's libraries along. The program looks for them beside itself, and nowhere on the machine where
    # it was built.
    [ "$configuration" != debug ] || swift_libraries "$products/relance" | xargs install --mode 644 --target-directory "$folder"
    require_packages patchelf
    patchelf --set-rpath '$ORIGIN' "$folder/relance"
    echo "$scratch/build"
}

swift_libraries() { ldd "$1" | sed -nE 's/.* => (.*\/usr\/lib\/swift\/linux\/.*\.so[^ ]*) .*/\1/p'; }

# The image of the shipped Dockerfile, its build stage replaced by the folder $1.
build_image() {
    buildah bud --quiet --isolation chroot --pull-never --format docker --build-context "build=$1" \
        --build-arg "RUNTIME_IMAGE=$(base_image)" --file deploy/Dockerfile --tag localhost/relance:latest . >/dev/null
}

# PostgreSQL and a catcher of mail, for the compose file where no registry can be reached.
build_helper() {
    buildah bud --quiet --isolation chroot --pull-never --build-arg "RUNTIME_IMAGE=$(base_image)" \
        --file "Tests/Containers/$1.Dockerfile" --tag "localhost/relance-$1:latest" Tests/Containers >/dev/null
}
