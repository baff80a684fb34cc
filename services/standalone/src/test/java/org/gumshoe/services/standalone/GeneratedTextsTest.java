// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gumshoe.services.standalone.TestStream.announcement;
import static org.gumshoe.services.standalone.TestStream.ask;
import static org.gumshoe.services.standalone.TestStream.await;
import static org.gumshoe.services.standalone.TestStream.endedStory;
import static org.gumshoe.services.standalone.TestStream.records;
import static org.gumshoe.services.standalone.TestStream.send;
import static org.gumshoe.services.standalone.TestStream.story;
import static org.gumshoe.services.standalone.TestStream.text;
import static org.gumshoe.services.standalone.TestStream.vector;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.gumshoe.schemas.Passage;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.Topics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real broker and two small random models: what one of them writes by itself, or steered by its
 * refined vector, flows back to it.
 */
class GeneratedTextsTest {
    private static final Settings SETTINGS = new Settings(Map.of("broker.port", "0", "port", "0"));

    @TempDir
    private Path dir;

    private static Set<String> activated(Settings settings) {
        return records(settings, Topics.ACTIVATIONS).stream()
                .map(entry -> entry.key().substring(0, entry.key().lastIndexOf('|')))
                .collect(Collectors.toSet());
    }

    @Test
    void aStoryIsReadByItsWriterAlone() throws Exception {
        try (var system =
                Standalone.start(dir, SETTINGS, List.of("stories", "activations-weak", "activations-strong"))) {
            Settings settings = system.settings();
            send(settings, Topics.LANGUAGE_MODELS, "weak", announcement("weak", "vicuna", 2));
            var strong = announcement("strong", "gemma3", 2, 3);
            send(settings, Topics.LANGUAGE_MODELS, "strong", strong);
            send(settings, Topics.STEERING_VECTORS, "crime|strong|refined", vector(strong, "refined", 1));
            await("it is ready", system::ready);

            ask(
                    settings,
                    story("plain", "unsteered").setTokens(60).setMinTokens(60),
                    story("short", "unsteered").setTokens(12),
                    story("prompted", "prompt").setTokens(60),
                    story("towards", "refined").setTokens(60).setMinTokens(60),
                    story("less", "refined").setTokens(60).setStrength(1.));
            String plain = text(endedStory(settings, "plain"));
            endedStory(settings, "short");
            endedStory(settings, "prompted");
            endedStory(settings, "towards");
            endedStory(settings, "less");
            String people = "It was written by people.";
            send(
                    settings,
                    Topics.PASSAGES,
                    "book#0",
                    new Passage("book", 0, 1, 0, people.length(), people, true, false, "", "", "", null));
            await(
                    "both have read the passage and one its stories",
                    () -> activated(settings)
                            .containsAll(Set.of(
                                    "book#0|weak", "book#0|strong", "own~plain#0|strong", "own~towards#0|strong")));

            assertThat(activated(settings))
                    .containsExactlyInAnyOrder(
                            "book#0|weak", "book#0|strong", "own~plain#0|strong", "own~towards#0|strong");
            Passage own = records(settings, Topics.PASSAGES).stream()
                    .filter(entry -> entry.key().equals("own~plain#0"))
                    .findFirst()
                    .orElseThrow()
                    .value();
            assertThat(own.getText()).isEqualTo(plain.strip());
            assertThat(own.getOwn()).isTrue();
            assertThat(own.getWriter()).isEqualTo(strong.getSha256());
            assertThat(records(settings, Topics.ACTIVATIONS)).allSatisfy(entry -> {
                assertThat(entry.value().getOwn()).isEqualTo(entry.key().startsWith("own~"));
                assertThat(entry.value().getSteered())
                        .isEqualTo(entry.key().startsWith("own~towards#0|") ? "crime" : "");
            });
            assertThat(records(settings, Topics.DEAD_LETTERS)).isEmpty();
        }
    }
}
