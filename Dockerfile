# SPDX-License-Identifier: GPL-3.0-or-later
# One image for every service: docker compose gives the command, "serve NAME".
FROM maven:3.9-eclipse-temurin-25
WORKDIR /opt/gumshoe
COPY . .
# the launcher builds what it runs
RUN ./gumshoe --version
EXPOSE 8080
ENTRYPOINT ["./gumshoe"]
