// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gumshoe.services.standalone.TestStream.announcement;
import static org.gumshoe.services.standalone.TestStream.await;
import static org.gumshoe.services.standalone.TestStream.records;
import static org.gumshoe.services.standalone.TestStream.send;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.gumshoe.schemas.Activation;
import org.gumshoe.schemas.Assignment;
import org.gumshoe.schemas.Concept;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.schemas.Passage;
import org.gumshoe.schemas.StitchManifest;
import org.gumshoe.schemas.StitchRow;
import org.gumshoe.schemas.TopicModelManifest;
import org.gumshoe.schemas.TopicModelRow;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.Clients;
import org.gumshoe.services.common.kafka.Topic;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.FloatLists;
import org.gumshoe.services.common.records.ModelReading;
import org.gumshoe.services.common.records.PassageKey;
import org.gumshoe.services.common.records.StitchRowKey;
import org.gumshoe.services.common.runtime.ProcessMetrics;
import org.gumshoe.services.common.runtime.Runner;
import org.gumshoe.services.common.runtime.RunningServices;
import org.gumshoe.services.common.runtime.Service;
import org.gumshoe.services.common.runtime.StreamsService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two instances of each service that works by partitions, where each partition sums up its pairs,
 * come to what one of each comes to.
 */
class TwoInstancesTest {
    private static final List<String> NAMES =
            List.of("assignments", "activations-weak", "activations-strong", "stitch");
    private static final Settings SETTINGS =
            new Settings(Map.of("broker.port", "0", "port", "0", "commit.interval.ms", "200", "activation.batch", "4"));
    private static final List<String> WORDS = List.of(
            "murder", "evidence", "inspector", "harbour", "captain", "whale", "garden", "letter", "window", "morning");
    private static final int BOOKS = 20;
    private static final int EACH = 6;

    @TempDir
    private Path dir;

    private record Outcome(
            Map<String, Assignment> assignments,
            Map<String, Activation> activations,
            Map<String, SpecificRecord> map) {}

    @Test
    void twoOfEachComeToWhatOneOfEachComesTo() throws Exception {
        Outcome one;
        try (var system = Standalone.start(dir.resolve("one"), SETTINGS, NAMES)) {
            one = run(system.settings(), 1);
        }
        Outcome two;
        Settings summing = SETTINGS.with("stitch.sum.from", "1");
        try (var system = Standalone.start(dir.resolve("two"), summing, NAMES);
                ProcessMetrics metrics = new ProcessMetrics();
                RunningServices second = second(system.settings(), metrics)) {
            two = run(system.settings(), 2);

            for (Service service : second.services()) {
                assertThat(service.failed()).isFalse();
                if (service instanceof StreamsService streams) {
                    assertThat(streams.streams().metadataForLocalThreads())
                            .as(service.name())
                            .anySatisfy(thread -> assertThat(thread.activeTasks())
                                    .anySatisfy(task -> assertThat(task.topicPartitions())
                                            .anySatisfy(partition -> assertThat(partition.topic())
                                                    .isIn(Topics.PASSAGES.name(), Topics.ACTIVATIONS.name()))));
                } else {
                    assertThat(metrics.registry()
                                    .get("gumshoe.activations.passages")
                                    .tag("service", service.name())
                                    .counter()
                                    .count())
                            .as(service.name())
                            .isBetween(1., BOOKS * EACH - 1.);
                }
            }
        }

        assertThat(two.assignments).isEqualTo(one.assignments);
        assertThat(two.activations).isEqualTo(one.activations);
        assertThat(two.map.keySet()).isEqualTo(one.map.keySet());
        one.map.forEach((key, value) -> {
            if (value instanceof StitchRow row && !isShuffled(key)) {
                assertAlike(
                        FloatLists.array(row.getValues()),
                        FloatLists.array(((StitchRow) two.map.get(key)).getValues()));
            }
        });
    }

    private RunningServices second(Settings settings, ProcessMetrics metrics) {
        Settings own = settings.with("instance", "1")
                .with("state.dir", dir.resolve("second").toString());
        List<Service> services = new ArrayList<>();
        NAMES.forEach(name -> services.add(Services.create(name, own, metrics)));
        return Runner.start(own, services, metrics);
    }

    private static Outcome run(Settings settings, int instances) throws Exception {
        send(settings, Topics.CONCEPTS, "crime", new Concept("crime", List.of("murder", "evidence"), null, null, 0.0));
        ModelAnnouncement weak = announcement("weak", "vicuna", 2);
        ModelAnnouncement strong = announcement("strong", "gemma3", 2, 3);
        send(settings, Topics.LANGUAGE_MODELS, "weak", weak);
        send(settings, Topics.LANGUAGE_MODELS, "strong", strong);
        sendTopicModel(settings);
        List<String> groups = List.of(
                "gumshoe-assignments",
                "gumshoe-stitch",
                ModelReading.of(weak).group("weak"),
                ModelReading.of(strong).group("strong"));
        try (var admin = Clients.admin(settings)) {
            for (String group : groups) {
                await("all of " + group + " are there", () -> membersAtWork(admin, group) == instances);
            }
        }
        sendPassages(settings);
        int count = BOOKS * EACH;
        await("all is assigned", () -> newest(settings, Topics.ASSIGNMENTS).size() == count);
        await("all is read", () -> newest(settings, Topics.ACTIVATIONS).size() == 2 * count);
        await(
                "all is stitched",
                () -> newest(settings, Topics.STITCH_MAP).get(Topics.MANIFEST) instanceof StitchManifest map
                        && map.getPairs() + map.getHeldOutPairs() == count);
        assertThat(records(settings, Topics.DEAD_LETTERS)).isEmpty();
        return new Outcome(
                newest(settings, Topics.ASSIGNMENTS),
                newest(settings, Topics.ACTIVATIONS),
                newest(settings, Topics.STITCH_MAP));
    }

    private static long membersAtWork(Admin admin, String group) throws Exception {
        try {
            return admin.describeConsumerGroups(List.of(group)).describedGroups().get(group).get().members().stream()
                    .filter(member -> !member.assignment().topicPartitions().isEmpty())
                    .count();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) return 0;
            throw e;
        }
    }

    private static <V> Map<String, V> newest(Settings settings, Topic<V> topic) {
        Map<String, V> newest = new TreeMap<>();
        records(settings, topic).forEach(entry -> newest.put(entry.key(), entry.value()));
        return newest;
    }

    /** Two topics: the first three words, and the others. */
    private static void sendTopicModel(Settings settings) {
        for (int w = 0; w < WORDS.size(); w++) {
            List<Float> lambda = w < 3 ? List.of(50f, 1f) : List.of(1f, 50f);
            send(settings, Topics.TOPIC_MODEL, WORDS.get(w), new TopicModelRow(1L, lambda));
        }
        send(
                settings,
                Topics.TOPIC_MODEL,
                Topics.MANIFEST,
                TopicModelManifest.newBuilder()
                        .setVersion(1)
                        .setTopics(2)
                        .setWords(WORDS.size())
                        .setAlpha(List.of(.5f, .5f))
                        .setEta(.01f)
                        .setPassages(100)
                        .setBooks(10)
                        .setPerWordBound(-3)
                        .setGuided(List.of())
                        .setMilestone(true)
                        .build());
    }

    private static void sendPassages(Settings settings) {
        Random random = new Random(1);
        try (var producer = Clients.producer(settings, Topics.PASSAGES, null)) {
            for (int i = 0; i < BOOKS * EACH; i++) {
                StringBuilder text = new StringBuilder();
                for (int word = 0; word < 12; word++) {
                    text.append(WORDS.get(random.nextInt(WORDS.size()))).append(' ');
                }
                String book = "book" + i % BOOKS;
                var passage = new Passage(
                        book, i / BOOKS, EACH, 0, text.length(), text.toString(), true, false, "", "", "", null);
                producer.send(new ProducerRecord<>(
                        Topics.PASSAGES.name(), new PassageKey(book, i / BOOKS).format(), passage));
            }
        }
    }

    private static void assertAlike(float[] one, float[] other) {
        double off = 0;
        double length = 0;
        for (int i = 0; i < one.length; i++) {
            off += Math.pow(one[i] - other[i], 2);
            length += Math.pow(one[i], 2);
        }
        assertThat(Math.sqrt(off / length)).isLessThan(1e-6);
    }

    private static boolean isShuffled(String key) {
        return StitchRowKey.parse(key).filter(StitchRowKey::shuffled).isPresent();
    }
}
