// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.gumshoe.schemas.TopicModelManifest;
import org.gumshoe.schemas.TopicModelRow;
import org.gumshoe.services.cli.Gumshoe;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.Clients;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.kafka.admin.TopicAdmin;
import org.gumshoe.services.standalone.EmbeddedBroker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Topics of a running system, named and sought; of the system only its broker runs. */
class LiveTopicsCommandTest {
    @TempDir
    private Path dir;

    private record Result(int code, String out, String err) {}

    private static Result run(String servers, String... arguments) {
        List<String> words = new ArrayList<>(Arrays.asList(arguments));
        words.addAll(List.of("--bootstrap-servers", servers));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Gumshoe.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(words.toArray(String[]::new));
        return new Result(code, out.toString(), err.toString());
    }

    private static void publish(Settings settings) {
        try (var admin = Clients.admin(settings)) {
            TopicAdmin.create(admin, settings);
        }
        try (var producer = Clients.producer(settings, (String) null)) {
            producer.send(Topics.TOPIC_MODEL.record("murder", new TopicModelRow(4L, List.of(90f, 1f))));
            producer.send(Topics.TOPIC_MODEL.record("ship", new TopicModelRow(4L, List.of(1f, 60f))));
            producer.send(Topics.TOPIC_MODEL.record("day", new TopicModelRow(4L, List.of(60f, 40f))));
            producer.send(Topics.TOPIC_MODEL.record(
                    Topics.MANIFEST,
                    TopicModelManifest.newBuilder()
                            .setVersion(4)
                            .setTopics(2)
                            .setWords(3)
                            .setAlpha(List.of(.1f, .1f))
                            .setEta(.1f)
                            .setPassages(10)
                            .setBooks(2)
                            .setPerWordBound(-7)
                            .setMilestone(true)
                            .setReason("+0.1 nats")
                            .setRefused("-0.2 nats: worse beyond noise")
                            .setWordDrift(List.of(.12f, .34f))
                            .setLabels(List.of("murder day ship", "ship day murder"))
                            .build()));
        }
    }

    @Test
    void topicsAreShownNamedAndForgotten() {
        try (var broker = new EmbeddedBroker(dir, 0)) {
            String servers = broker.bootstrapServers();
            assertThat(run(servers, "topics").err()).contains("There is no topic model yet");
            publish(new Settings(Map.of("bootstrap.servers", servers)));

            assertThat(run(servers, "topics").out())
                    .contains("In use because: +0.1 nats", "not in use: -0.2 nats: worse beyond noise")
                    .containsPattern("0 +\\d+\\.\\d %  +0\\.12  murder day ship: ");
            assertThat(run(servers, "topics", "name", "2", "sea"))
                    .isEqualTo(new Result(1, "", "gumshoe: There is no topic 2: topics go from 0 to 1.\n"));
            assertThat(run(servers, "topics", "name", "1", "sea").code()).isZero();
            assertThat(run(servers, "topics", "seek", "--concept", "days", "--seeds", "day")
                            .code())
                    .isZero();

            assertThat(run(servers, "topics").out())
                    .contains("0.34  sea: ", "sea: pinned: topic 1 holds")
                    .contains("days: topic", "no topic fits", "topics seek --guided --concept days --seeds day");

            assertThat(run(servers, "topics", "forget", "sea").code()).isZero();
            assertThat(run(servers, "topics").out())
                    .contains("ship day murder: ")
                    .doesNotContain("pinned");
            assertThat(run(servers, "topics", "forget", "sea").err())
                    .contains("There is no concept sea; there are: days.");
        }
    }
}
