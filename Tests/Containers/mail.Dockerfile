# Prints the mail it takes at port 1025. For tests alone.
ARG RUNTIME_IMAGE
FROM ${RUNTIME_IMAGE}
# hadolint ignore=DL3008
RUN apt-get update && apt-get install -y --no-install-recommends python3-aiosmtpd && rm -rf /var/lib/apt/lists/*
USER 10001:10001
ENTRYPOINT ["python3", "-u", "-m", "aiosmtpd", "--nosetuid", "--listen", "0.0.0.0:1025", "--class", "aiosmtpd.handlers.Debugging", "stdout"]
