// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
    @Test
    void theEnvironmentGivesAndTheCommandLineOverrides() {
        var env = Map.of(
                "GUMSHOE_PORT",
                "9000",
                "GUMSHOE_PASSAGE_WORDS",
                "200",
                "PATH",
                "/bin",
                "GUMSHOE_KAFKA_SECURITY_PROTOCOL",
                "SSL");

        var settings = Settings.from(env, Map.of("port", "0", "bootstrap.servers", "a:1,b:2"));

        assertThat(settings.port()).isZero();
        assertThat(settings.getInt("passage.words", 300)).isEqualTo(200);
        assertThat(settings.get("path", "none")).isEqualTo("none");
        assertThat(settings.kafka()).isEqualTo(Map.of("bootstrap.servers", "a:1,b:2", "security.protocol", "SSL"));
    }

    @Test
    void whatOtherProgramsShareIsTakenUnlessOurOwnVariableSaysMore() {
        var env = Map.of(
                "OTEL_EXPORTER_OTLP_ENDPOINT", "http://shared:4318",
                "OTEL_EXPORTER_OTLP_HEADERS", "a=b",
                "OTEL_SERVICE_NAME", "other",
                "GUMSHOE_OTEL_EXPORTER_OTLP_ENDPOINT", "http://own:4318");

        assertThat(Settings.from(env, Map.of()).values())
                .isEqualTo(Map.of(
                        "otel.exporter.otlp.endpoint", "http://own:4318",
                        "otel.exporter.otlp.headers", "a=b"));
    }

    @Test
    void itsTextHoldsNoPassword() {
        assertThat(new Settings(Map.of("kafka.sasl.jaas.config", "password=\"secret\"", "port", "0")))
                .hasToString("Settings[kafka.sasl.jaas.config, port]");
    }

    @Test
    void withoutAnythingThereAreDefaults() {
        var settings = new Settings(Map.of());

        assertThat(settings.bootstrapServers()).isEqualTo("localhost:9092");
        assertThat(settings.port()).isEqualTo(8080);
        assertThat(settings.partitions()).isEqualTo(4);
        assertThat(settings.getDouble("ridge", .3)).isEqualTo(.3);
        assertThat(settings.getBoolean("guided", true)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "port, http, GUMSHOE_PORT",
        "port, 70000, 65535",
        "partitions, 0, --partitions",
        "bootstrap.servers, localhost, host:port",
        "max.message.bytes, 1.5, GUMSHOE_MAX_MESSAGE_BYTES"
    })
    void aBadValueIsNamedWithItsRemedy(String key, String value, String expected) {
        assertThatThrownBy(() -> new Settings(Map.of(key, value)))
                .isInstanceOf(BadSettingsException.class)
                .hasMessageContainingAll(key, "'" + value + "'", expected);
    }

    @Test
    void aBadValueOfASingleServiceIsNamedWhenItIsRead() {
        var settings = new Settings(Map.of("passage.words", "many"));

        assertThatThrownBy(() -> settings.getInt("passage.words", 300))
                .isInstanceOf(BadSettingsException.class)
                .hasMessage("Setting passage.words is 'many' but must be a whole number: change --passage-words or "
                        + "GUMSHOE_PASSAGE_WORDS.");
    }
}
