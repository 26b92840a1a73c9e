# PostgreSQL of Debian, started as the official image is: POSTGRES_USER, POSTGRES_PASSWORD, POSTGRES_DB. For tests alone.
ARG RUNTIME_IMAGE
FROM ${RUNTIME_IMAGE}
# hadolint ignore=DL3008
RUN apt-get update && apt-get install -y --no-install-recommends postgresql && rm -rf /var/lib/apt/lists/* && \
    ln -s /usr/lib/postgresql/*/bin/* /usr/local/bin/ ; \
    mkdir -p /var/lib/postgresql/data && chown -R postgres /var/lib/postgresql
COPY postgres.sh /
USER postgres
ENTRYPOINT ["/bin/sh", "/postgres.sh"]
