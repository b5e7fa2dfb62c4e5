# A node in a container: docs/operating.md says how to run it. `make rootfs-test` runs the second stage's files without a container
# engine, in the same places and as the same user.

FROM golang:1.26.8-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=unknown
RUN CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.version=${VERSION}" -o /out/dgridd ./cmd/dgridd

FROM debian:12.11-slim
# What the runtime of the models is linked against, and the certificates that a download by pull needs.
RUN apt-get update \
 && apt-get install -y --no-install-recommends libffi8 libstdc++6 libgcc-s1 ca-certificates \
 && rm -rf /var/lib/apt/lists/* \
 && groupadd --gid 10001 dgrid \
 && useradd --uid 10001 --gid 10001 --home-dir /var/lib/dgrid --no-create-home --shell /usr/sbin/nologin dgrid \
 && install -d -o 10001 -g 10001 -m 0700 /var/lib/dgrid /var/cache/dgrid
COPY --from=build /out/dgridd /usr/local/bin/dgridd
ENV DGRID_HOME=/var/lib/dgrid DGRID_CACHE=/var/cache/dgrid
USER 10001:10001
WORKDIR /var/lib/dgrid
VOLUME ["/var/lib/dgrid", "/var/cache/dgrid"]
# 4700 is for peers, over TCP and QUIC; 8484 is the HTTP API, which listens on loopback unless it is told otherwise.
EXPOSE 4700/tcp 4700/udp 8484/tcp
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=2m --retries=3 CMD ["dgridd", "status", "--healthy"]
ENTRYPOINT ["dgridd"]
CMD ["up"]
