// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.served;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gumshoe.BadInputException;
import org.junit.jupiter.api.Test;

class ServerSettingsTest {
    private static Optional<ServerSettings> of(Map<String, String> settings) {
        return ServerSettings.of("strong", settings::getOrDefault);
    }

    @Test
    void withoutAddressesTheModelsRunInTheProcess() {
        assertThat(of(Map.of())).isEmpty();
        assertThat(of(Map.of("engine.weak.urls", "http://a:1"))).isEmpty();
    }

    @Test
    void settingsAreRead() {
        assertThat(of(Map.of(
                        "engine.strong.urls", "http://a:8000, https://b/c",
                        "engine.key", "k",
                        "engine.requests", "3",
                        "engine.timeout.ms", "5")))
                .contains(new ServerSettings(
                        List.of(URI.create("http://a:8000/"), URI.create("https://b/c/")),
                        "k",
                        3,
                        Duration.ofMillis(5)));
        assertThat(of(Map.of("engine.strong.urls", "http://a", "engine.key", "secret"))
                        .orElseThrow()
                        .toString())
                .doesNotContain("secret");
    }

    @Test
    void unusableSettingsAreRefusedByName() {
        Map.of(
                        "engine.strong.urls", "a:8000",
                        "engine.requests", "many",
                        "engine.timeout.ms", "0",
                        "engine.key", "two words")
                .forEach((name, value) -> {
                    Map<String, String> settings = new java.util.HashMap<>(Map.of("engine.strong.urls", "http://a"));
                    settings.put(name, value);
                    assertThatThrownBy(() -> of(settings))
                            .isInstanceOf(BadInputException.class)
                            .hasMessageContaining(name);
                });
    }
}
