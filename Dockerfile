# SPDX-License-Identifier: GPL-3.0-or-later
# One image for every service: docker compose gives the command, "serve NAME".
# The tags below are not pinned: a digest has to be looked up where a registry is reached, and none is
# made up here. docs/access.md has the command that pins both, and those of docker-compose.yml.
FROM maven:3.9-eclipse-temurin-25 AS build
WORKDIR /opt/gumshoe
COPY . .
# the launcher builds what it runs, here with its bill of materials; then the jars of its class path are put side by side
RUN MAVEN_ARGS=-Dsbom ./gumshoe --version \
    && mkdir lib \
    && tr ':' '\n' <services/cli/target/gumshoe.classpath | xargs cp -t lib \
    && sed -i -E 's#[^:]*/#/opt/gumshoe/lib/#g' services/cli/target/gumshoe.classpath

FROM eclipse-temurin:25-jre
# everything that is written lies in the user's home, or in /tmp: the root file system may be read-only
RUN useradd --system --uid 10001 --home-dir /data gumshoe && install -d -o gumshoe -g gumshoe /data
WORKDIR /opt/gumshoe
COPY --from=build /opt/gumshoe/gumshoe /opt/gumshoe/LICENSE /opt/gumshoe/NOTICE ./
COPY --from=build /opt/gumshoe/services/cli/target/bom.json ./sbom.json
COPY --from=build /opt/gumshoe/lib lib/
COPY --from=build /opt/gumshoe/services/cli/jvm.options services/cli/
COPY --from=build /opt/gumshoe/services/cli/target/gumshoe.classpath services/cli/target/
COPY --from=build /opt/gumshoe/services/cli/target/classes services/cli/target/classes/
# gumshoe; by its number, which says to Kubernetes that it is not root
USER 10001
ENV GUMSHOE_HOME=/data
# an image that cannot start is not built
RUN ./gumshoe --version
EXPOSE 8080 8090
ENTRYPOINT ["./gumshoe"]
