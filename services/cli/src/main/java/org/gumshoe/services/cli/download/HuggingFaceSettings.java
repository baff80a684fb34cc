// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.download;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gumshoe.BadInputException;
import org.gumshoe.VisibleText;
import org.gumshoe.services.cli.http.ServerAddress;

/**
 * Settings of the access to the Hugging Face hub, from the environment variables that the Python
 * package huggingface_hub documents.
 *
 * @param endpoint HF_ENDPOINT, without a slash at its end; there is no default address
 * @param token HF_TOKEN, else the file of HF_TOKEN_PATH or of {@code HF_HOME/token}
 * @param cache HF_HUB_CACHE, else {@code HF_HOME/hub}
 * @param offline HF_HUB_OFFLINE: use only what the cache holds
 */
record HuggingFaceSettings(Optional<URI> endpoint, Optional<String> token, Path cache, boolean offline) {
    private static final Set<String> YES = Set.of("1", "on", "yes", "true");

    static HuggingFaceSettings of(Map<String, String> environment) {
        Path caches = path(environment, "XDG_CACHE_HOME").orElse(Path.of(System.getProperty("user.home"), ".cache"));
        Path home = path(environment, "HF_HOME").orElse(caches.resolve("huggingface"));
        return new HuggingFaceSettings(
                value(environment, "HF_ENDPOINT").map(HuggingFaceSettings::address),
                token(environment, path(environment, "HF_TOKEN_PATH").orElse(home.resolve("token"))),
                path(environment, "HF_HUB_CACHE").orElse(home.resolve("hub")),
                value(environment, "HF_HUB_OFFLINE")
                        .filter(text -> YES.contains(text.toLowerCase(Locale.ROOT)))
                        .isPresent());
    }

    /** The message of a refusal does not hold the token, nor does HTTP's, as none gets that far. */
    private static Optional<String> token(Map<String, String> environment, Path file) {
        Optional<String> set = value(environment, "HF_TOKEN");
        Optional<String> token = set.or(() -> read(file));
        if (!token.orElse("").matches("[!-~]*")) {
            throw new BadInputException("The token in "
                    + (set.isPresent() ? "HF_TOKEN" : VisibleText.quoted(file.toString()))
                    + " has a line break, a blank or another character that no token has; copy it again.");
        }
        return token;
    }

    private static Optional<String> value(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).map(String::strip).filter(text -> !text.isEmpty());
    }

    private static Optional<Path> path(Map<String, String> environment, String name) {
        return value(environment, name)
                .map(text -> Path.of(text.replaceFirst("^~(?=/|$)", System.getProperty("user.home"))));
    }

    private static URI address(String text) {
        return ServerAddress.parse(
                "HF_ENDPOINT",
                text.replaceFirst("/+$", ""),
                "the hub",
                "which the hub does not take; leave them out and set HF_TOKEN");
    }

    private static Optional<String> read(Path file) {
        try {
            return Files.isReadable(file)
                    ? Optional.of(Files.readString(file).strip()).filter(text -> !text.isEmpty())
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // public models need no token
        }
    }
}
