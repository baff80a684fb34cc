// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gumshoe.services.standalone.TestStream.announce;
import static org.gumshoe.services.standalone.TestStream.announcement;
import static org.gumshoe.services.standalone.TestStream.ask;
import static org.gumshoe.services.standalone.TestStream.await;
import static org.gumshoe.services.standalone.TestStream.endedStory;
import static org.gumshoe.services.standalone.TestStream.header;
import static org.gumshoe.services.standalone.TestStream.records;
import static org.gumshoe.services.standalone.TestStream.sendCorrupt;
import static org.gumshoe.services.standalone.TestStream.story;
import static org.gumshoe.services.standalone.TestStream.text;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gumshoe.schemas.Cause;
import org.gumshoe.schemas.LayerDirection;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.DeadLetters;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.runtime.Service;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole loop, from books to a steered story, with two small random models; then once more on
 * the same data.
 */
class LoopTest {
    @TempDir
    private Path dir;

    @Test
    void booksBecomeASteeredStoryAndASecondStartGoesOn() throws Exception {
        try (var system = Standalone.start(dir, TinyLoop.SETTINGS);
                var view = new TinyLoop.View(system.settings())) {
            Settings settings = system.settings();
            TinyLoop.announce(settings);
            await("it is ready", system::ready);
            Thread.sleep(1000);
            TinyLoop.sendBooks(settings, 0, TinyLoop.BOOKS);

            await("a vector is made of all", view, () -> view.settled(TinyLoop.BOOKS));

            SteeringVector vector = view.translated().orElseThrow();
            assertThat(vector.getBooks()).isEqualTo(TinyLoop.BOOKS);
            assertThat(vector.getModel())
                    .isEqualTo(announcement("strong", "vicuna", 2).getSha256());
            assertThat(vector.getLayers()).extracting(layer -> layer.getLayer()).containsExactly(2, 3);
            assertThat(view.vectors.view().keySet().stream().filter(key -> !TinyLoop.isDiverged(key)))
                    .containsExactlyInAnyOrder(
                            "crime|strong|native",
                            "crime|strong|refined",
                            "crime|strong|shuffled",
                            "crime|strong|translated",
                            "crime|weak|native",
                            "crime|weak|refined");
            TinyLoop.assertTheConceptIsWhereItIs(view);
            await(
                    "both models' words count",
                    view,
                    () -> Stream.of("weak", "strong")
                            .allMatch(role -> view.refined(role).getDiagnosis().containsKey("words")));
            assertThat(view.refined("strong").getDiagnosis())
                    .containsEntry("words", 2.)
                    .containsKey("ldaShare");
            ask(
                    settings,
                    story("plain", "unsteered"),
                    story("steered", "translated").setStrength(20.0));
            assertThat(endedStory(settings, "steered").getFirst().getVectorVersion())
                    .isPositive();
            assertThat(text(endedStory(settings, "steered"))).isNotEqualTo(text(endedStory(settings, "plain")));
            await(
                    "the stories are measured",
                    () -> records(settings, Topics.REFINEMENT_METRICS).stream()
                            .map(record -> record.key())
                            .collect(Collectors.toSet())
                            .containsAll(Set.of(
                                    "crime|perplexity|translated", "crime|norm|strong|translated", "*|stitch-r2")));
            ask(settings, story("survivor", "translated").setTokens(150));
        }

        try (var system = Standalone.start(dir, TinyLoop.SETTINGS);
                var view = new TinyLoop.View(system.settings())) {
            TinyLoop.sendBooks(system.settings(), TinyLoop.BOOKS - 1, TinyLoop.BOOKS + 1);

            await("the new book has come through", view, () -> view.settled(TinyLoop.BOOKS + 1));

            assertThat(records(system.settings(), Topics.ACTIVATIONS))
                    .as("each passage is read once by each model, however often the system starts")
                    .hasSize(2 * view.passages.view().size());
            assertThat(endedStory(system.settings(), "survivor").getFirst().getError())
                    .isEmpty();
            assertThat(records(system.settings(), Topics.DEAD_LETTERS)).isEmpty();
            anotherChoiceOfLayersTakesOverAndTheFormerOneComesBack(system.settings(), view);
            sendCorrupt(system.settings(), Topics.ACTIVATIONS, "book00#0|weak");
            await(
                    "the keeper of the activations reports corrupt bytes",
                    () -> records(system.settings(), Topics.DEAD_LETTERS).size() == 1);
            assertThat(records(system.settings(), Topics.DEAD_LETTERS)).allSatisfy(letter -> {
                assertThat(letter.value()).containsExactly(1, 2, 3, 4);
                assertThat(header(letter, DeadLetters.TOPIC)).isEqualTo("activations");
            });
            assertThat(system.services()).noneMatch(Service::failed);
        }
    }

    private static void anotherChoiceOfLayersTakesOverAndTheFormerOneComesBack(Settings settings, TinyLoop.View view)
            throws Exception {
        int passages = view.passages.view().size();
        announceAgain(settings, 1, 3);
        await("the other layer is in force", view, () -> isInForce(view, 3));
        SteeringVector other = view.translated().orElseThrow();
        assertThat(other.getCauses()).extracting(Cause::getKind).contains("language-model");
        assertThat(records(settings, Topics.ACTIVATIONS)).hasSize(3 * passages);

        announceAgain(settings, 2, 2, 3);
        await("the former layers are back", view, () -> isInForce(view, 2, 3));
        assertThat(records(settings, Topics.ACTIVATIONS))
                .as("nothing is read again")
                .hasSize(3 * passages);
    }

    private static void announceAgain(Settings settings, long version, Integer... layers) {
        ModelAnnouncement model = announcement("strong", "vicuna", layers);
        model.setVersion(version);
        announce(settings, model);
    }

    private static boolean isInForce(TinyLoop.View view, Integer... layers) {
        return view.translated().orElseThrow().getLayers().stream()
                .map(LayerDirection::getLayer)
                .toList()
                .equals(List.of(layers));
    }
}
