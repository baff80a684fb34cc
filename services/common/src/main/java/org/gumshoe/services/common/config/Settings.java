// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.config;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Settings of a process by dotted name. The environment variable GUMSHOE_FOO_BAR is the setting
 * foo.bar, and so is OTEL_EXPORTER_OTLP_FOO, which OpenTelemetry's programs share, of
 * otel.exporter.otlp.foo; the option --foo-bar of the command line overrides it. Settings that begin with kafka.
 * are passed to every Kafka client without that prefix: GUMSHOE_KAFKA_SECURITY_PROTOCOL becomes
 * security.protocol.
 *
 * @param values by dotted name; the settings that every service reads are checked here, the others
 *     by the service that reads them
 */
public record Settings(Map<String, String> values) {
    private static final String PREFIX = "GUMSHOE_";
    private static final String KAFKA = "kafka.";
    private static final String SHARED = "OTEL_EXPORTER_OTLP_";

    /** @throws BadSettingsException naming the setting, its value and the remedy */
    public Settings {
        values = Map.copyOf(values);
        String servers = values.getOrDefault("bootstrap.servers", "localhost:9092");
        for (String server : servers.split(",", -1)) {
            if (!server.strip().matches("[^\\s,]+:\\d{1,5}")) {
                throw bad("bootstrap.servers", servers, "a list of host:port");
            }
        }
        range(values, "port", 8080, 0, 65_535);
        range(values, "partitions", 4, 1, 10_000);
        range(values, "max.message.bytes", 1 << 20, 1 << 10, 1 << 30);
    }

    /**
     * Reads the variables of the environment: those that other programs know too, and the GUMSHOE_
     * ones, which win over them; {@code overrides}, by dotted name, win over both.
     */
    public static Settings from(Map<String, String> env, Map<String, String> overrides) {
        Map<String, String> values = new HashMap<>();
        env.forEach((name, value) -> {
            if (name.startsWith(SHARED)) values.put(dotted(name), value);
        });
        env.forEach((name, value) -> {
            if (name.startsWith(PREFIX) && name.length() > PREFIX.length()) {
                values.put(dotted(name.substring(PREFIX.length())), value);
            }
        });
        values.putAll(overrides);
        return new Settings(values);
    }

    private static String dotted(String variable) {
        return variable.toLowerCase(Locale.ROOT).replace('_', '.');
    }

    public Settings with(String key, String value) {
        Map<String, String> changed = new HashMap<>(values);
        changed.put(key, value);
        return new Settings(changed);
    }

    public String bootstrapServers() {
        return get("bootstrap.servers", "localhost:9092");
    }

    /** Gumshoe's own directory, for downloads, state and the data of an embedded broker. */
    public Path home() {
        return Path.of(get(
                "home",
                Path.of(System.getProperty("user.home"), ".cache", "gumshoe").toString()));
    }

    /** Directory of the local stores, which services can always rebuild from their topics. */
    public Path stateDir() {
        return Path.of(get("state.dir", home().resolve("state").toString()));
    }

    /** Port of health, readiness and metrics; 0 for any free port. */
    public int port() {
        return getInt("port", 8080);
    }

    /**
     * Partitions of every topic by book; it is one number, so that these topics are co-partitioned.
     */
    public int partitions() {
        return getInt("partitions", 4);
    }

    public int maxMessageBytes() {
        return getInt("max.message.bytes", 1 << 20);
    }

    /**
     * Name that distinguishes several instances of one service. An instance that restarts under its
     * name gets its tasks back without a rebalance.
     */
    public String instance() {
        return get("instance", "0");
    }

    public String get(String key, String fallback) {
        String value = values.get(key);
        return value == null || value.isBlank() ? fallback : value.strip();
    }

    public int getInt(String key, int fallback) {
        return get(key, fallback, Integer::valueOf, "a whole number");
    }

    public double getDouble(String key, double fallback) {
        return get(key, fallback, Double::valueOf, "a number");
    }

    public boolean getBoolean(String key, boolean fallback) {
        return get(
                key,
                fallback,
                text -> switch (text.toLowerCase(Locale.ROOT)) {
                    case "true", "yes", "1" -> true;
                    case "false", "no", "0" -> false;
                    default -> throw new IllegalArgumentException(text);
                },
                "true or false");
    }

    /** Settings for every Kafka client: bootstrap.servers and the settings under kafka. */
    public Map<String, Object> kafka() {
        Map<String, Object> config = new TreeMap<>();
        config.put("bootstrap.servers", bootstrapServers());
        values.forEach((key, value) -> {
            if (key.startsWith(KAFKA)) config.put(key.substring(KAFKA.length()), value);
        });
        return config;
    }

    /** Returns the names alone, since values under kafka. may be passwords. */
    @Override
    public String toString() {
        return "Settings" + new TreeSet<>(values.keySet());
    }

    /**
     * Reads a setting of another type than text or number.
     *
     * @param parser throws an {@link IllegalArgumentException} on a value that it does not accept
     * @param expected description of the values that it accepts
     * @throws BadSettingsException naming the setting, its value and the remedy
     */
    public <T> T get(String key, T fallback, Function<String, T> parser, String expected) {
        String text = get(key, null);
        if (text == null) return fallback;
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            throw bad(key, text, expected);
        }
    }

    private static void range(Map<String, String> values, String key, int fallback, int low, int high) {
        String text = values.getOrDefault(key, "");
        if (text.isBlank()) return;
        try {
            int value = Integer.parseInt(text.strip());
            if (low <= value && value <= high) return;
        } catch (NumberFormatException e) {
            // refused below
        }
        throw bad(key, text, "a whole number from " + low + " to " + high + ", by default " + fallback);
    }

    private static BadSettingsException bad(String key, String value, String expected) {
        String dashed = key.replace('.', '-');
        return new BadSettingsException("Setting " + key + " is '" + value + "' but must be " + expected + ": change --"
                + dashed + " or " + PREFIX + dashed.replace('-', '_').toUpperCase(Locale.ROOT) + ".");
    }
}
