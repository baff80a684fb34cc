// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gumshoe.services.standalone.TestStream.announce;
import static org.gumshoe.services.standalone.TestStream.announcement;
import static org.gumshoe.services.standalone.TestStream.ask;
import static org.gumshoe.services.standalone.TestStream.await;
import static org.gumshoe.services.standalone.TestStream.endedStory;
import static org.gumshoe.services.standalone.TestStream.records;
import static org.gumshoe.services.standalone.TestStream.story;
import static org.gumshoe.services.standalone.TestStream.text;
import static org.gumshoe.services.standalone.TestStream.tiny;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.gumshoe.lm.LanguageModel;
import org.gumshoe.lm.served.LensServer;
import org.gumshoe.schemas.Passage;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.Clients;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.PassageKey;
import org.gumshoe.services.common.runtime.Service;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real broker, and services whose model runs on a server that goes away and comes back as another. */
class ServedModelsTest {
    private static final int PASSAGES = 40;

    @TempDir
    private Path dir;

    private static Passage passage(int i) {
        String text = "The inspector looked at door number " + i + " and said nothing" + " at all".repeat(i % 7) + ".";
        return new Passage("book" + i % 5, i, PASSAGES, 0, text.length(), text, true, false, "", "", "", null);
    }

    private static void sendPassages(Settings settings, int from, int to) {
        try (var producer = Clients.producer(settings, (String) null)) {
            for (int i = from; i < to; i++) {
                producer.send(Topics.PASSAGES.record(PassageKey.of(passage(i)).format(), passage(i)));
            }
        }
    }

    private static long read(Settings settings) {
        return records(settings, Topics.ACTIVATIONS).size();
    }

    @Test
    void theServicesWaitForTheServerSayWhyAndLoseNothing() throws Exception {
        try (LanguageModel model = LanguageModel.load(tiny("vicuna"));
                LanguageModel other = LanguageModel.load(tiny("mistral"));
                LensServer server = new LensServer(model);
                var system = Standalone.start(
                        dir,
                        new Settings(Map.of(
                                "broker.port", "0",
                                "port", "0",
                                "activation.batch", "4",
                                "engine.strong.urls", server.url(),
                                "engine.timeout.ms", "5000")),
                        List.of("activations-strong", "stories"))) {
            Settings settings = system.settings();
            Service reading = system.services().stream()
                    .filter(service -> service.name().equals("activations-strong"))
                    .findFirst()
                    .orElseThrow();
            announce(settings, announcement("strong", "vicuna", 2, 3));
            sendPassages(settings, 0, PASSAGES / 2);
            await("half of the passages are read", () -> read(settings) == PASSAGES / 2);

            server.stop();
            sendPassages(settings, PASSAGES / 2, PASSAGES);
            await(
                    "it says that the server is away",
                    () -> !reading.ready() && reading.state().contains(server.url()));
            server.hold(other, "mistral");
            server.restart();
            await(
                    "it says that the server holds another model",
                    () -> reading.state().contains("they hold mistral"));
            assertThat(read(settings)).isEqualTo(PASSAGES / 2);

            server.hold(model, model.info().sha256());
            await("all passages are read", () -> read(settings) == PASSAGES);
            assertThat(records(settings, Topics.DEAD_LETTERS)).isEmpty();

            ask(settings, story("outside", "unsteered"));
            assertThat(text(endedStory(settings, "outside"))).isNotEmpty();
        }
    }
}
