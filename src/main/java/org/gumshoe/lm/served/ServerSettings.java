// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.served;

import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.gumshoe.BadInputException;

/**
 * Settings of the servers of one role's models.
 *
 * @param urls servers; the one that holds a model is found by the model's SHA-256
 * @param key that the servers ask for; empty for none
 * @param requests most requests in flight
 * @param timeout limit of an answer, and of the silence between two tokens of a story
 */
public record ServerSettings(List<URI> urls, String key, int requests, Duration timeout) {
    public ServerSettings {
        urls = List.copyOf(urls);
        inRange("engine.requests", requests, 1, 1024);
        inRange("engine.timeout.ms", timeout.toMillis(), 1, 3_600_000);
        if (!key.matches("[!-~]*")) {
            throw new BadInputException("Setting engine.key holds other characters than printable ASCII: change it.");
        }
    }

    /**
     * Reads the settings {@code engine.ROLE.urls}, {@code engine.key}, {@code engine.requests} and {@code
     * engine.timeout.ms}.
     *
     * @param setting returns a setting, or its second argument where it is not set
     * @return empty where the role's models run in this process
     * @throws BadInputException naming the setting and the remedy
     */
    public static Optional<ServerSettings> of(String role, BiFunction<String, String, String> setting) {
        String name = "engine." + role + ".urls";
        String urls = setting.apply(name, "");
        return urls.isBlank()
                ? Optional.empty()
                : Optional.of(new ServerSettings(
                        Arrays.stream(urls.split(",", -1))
                                .map(url -> url(name, url.strip()))
                                .toList(),
                        setting.apply("engine.key", ""),
                        (int) number("engine.requests", setting.apply("engine.requests", "8")),
                        Duration.ofMillis(number("engine.timeout.ms", setting.apply("engine.timeout.ms", "120000")))));
    }

    private static URI url(String name, String text) {
        try {
            URI url = URI.create(text.endsWith("/") ? text : text + "/");
            if (List.of("http", "https").contains(url.getScheme()) && url.getHost() != null) {
                return url;
            }
        } catch (IllegalArgumentException e) {
            // refused below
        }
        throw new BadInputException(
                "Setting " + name + " holds '" + text + "', which is no address of a server; give http://host:port.");
    }

    private static long number(String name, String text) {
        try {
            return Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            throw new BadInputException("Setting " + name + " is '" + text + "'; give a whole number.");
        }
    }

    private static void inRange(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new BadInputException(
                    "Setting " + name + " is " + value + "; give a number from " + least + " to " + most + ".");
        }
    }

    /** Returns the addresses alone, since the key is a secret. */
    @Override
    public String toString() {
        return urls.toString();
    }
}
