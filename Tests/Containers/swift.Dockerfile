# What Swift's compiler needs of Debian, for a toolchain that is mounted at /opt/swift. For tests alone.
ARG RUNTIME_IMAGE
FROM ${RUNTIME_IMAGE}
# hadolint ignore=DL3008
RUN apt-get update && apt-get install -y --no-install-recommends binutils ca-certificates g++ git libc6-dev libcurl4 \
    libedit2 libncurses6 libsqlite3-0 libxml2 libz3-4 python3 tzdata zlib1g-dev && rm -rf /var/lib/apt/lists/*
ENV PATH=/opt/swift/usr/bin:$PATH
