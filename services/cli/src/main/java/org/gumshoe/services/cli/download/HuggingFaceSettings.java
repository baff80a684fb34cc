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
                value(environment, "HF_TOKEN")
                        .or(() -> read(path(environment, "HF_TOKEN_PATH").orElse(home.resolve("token")))),
                path(environment, "HF_HUB_CACHE").orElse(home.resolve("hub")),
                value(environment, "HF_HUB_OFFLINE")
                        .filter(text -> YES.contains(text.toLowerCase(Locale.ROOT)))
                        .isPresent());
    }

    private static Optional<String> value(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).map(String::strip).filter(text -> !text.isEmpty());
    }

    private static Optional<Path> path(Map<String, String> environment, String name) {
        return value(environment, name)
                .map(text -> Path.of(text.replaceFirst("^~(?=/|$)", System.getProperty("user.home"))));
    }

    private static URI address(String text) {
        if (!text.matches("https?://[^\\s/]+(/\\S*)?")) {
            throw new BadInputException("HF_ENDPOINT=" + text
                    + " is not an address; set it to the address of the hub, which begins " + "with https://.");
        }
        return URI.create(text.replaceFirst("/+$", ""));
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
