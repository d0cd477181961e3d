# The daemon in an image: configuration and state come from outside.
#   docker build -t newsloom .
#   docker run -v ./newsloom.toml:/etc/newsloom/newsloom.toml:ro -v newsloom:/var/lib/newsloom -p 127.0.0.1:8470:8470 newsloom
# What the configuration needs there is in docs/operating.md, "In a container".
FROM rust:1.95-bookworm AS build
WORKDIR /build
COPY . .
RUN cargo build --release --locked

FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates tzdata \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --home-dir /var/lib/newsloom --create-home newsloom
COPY --from=build /build/target/release/newsloom /usr/local/bin/newsloom
USER newsloom
WORKDIR /var/lib/newsloom
VOLUME /var/lib/newsloom
STOPSIGNAL SIGTERM
ENV NEWSLOOM_CONFIG=/etc/newsloom/newsloom.toml NO_COLOR=1 MALLOC_ARENA_MAX=2
ENTRYPOINT ["newsloom"]
CMD ["run"]
