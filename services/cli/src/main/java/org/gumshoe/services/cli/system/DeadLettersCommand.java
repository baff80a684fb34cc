// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.system;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.gumshoe.VisibleText;
import org.gumshoe.services.cli.options.SystemOptions;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.Clients;
import org.gumshoe.services.common.kafka.DeadLetters;
import org.gumshoe.services.common.kafka.Topics;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Command {@code gumshoe dead-letters}: lists and replays records that could not be processed. The
 * committed offset of a consumer group tells which were replayed.
 */
@Command(
        name = "dead-letters",
        description = "Lists records that could not be processed, and sends them to their topics again.",
        mixinStandardHelpOptions = true)
public final class DeadLettersCommand {
    private static final String GROUP = "gumshoe-dead-letters-replay";
    private static final TopicPartition PARTITION = new TopicPartition(Topics.DEAD_LETTERS.name(), 0);

    @Spec
    CommandSpec spec;

    @Command(
            name = "list",
            description = "Lists the dead letters that have not been replayed.",
            mixinStandardHelpOptions = true)
    int list(
            @Option(names = "--all", description = "list those that have been replayed too") boolean all,
            @Mixin SystemOptions system) {
        try (KafkaConsumer<String, byte[]> consumer = consumer(system.ready())) {
            List<ConsumerRecord<String, byte[]>> letters = read(consumer, all);
            letters.forEach(letter -> out().println(line(letter)));
            out().println(letters.size() + (letters.size() == 1 ? " dead letter" : " dead letters"));
        }
        return 0;
    }

    @Command(
            name = "replay",
            description = "Sends the dead letters that have not been replayed to the topics that they came from.",
            mixinStandardHelpOptions = true)
    int replay(@Mixin SystemOptions system) {
        Settings settings = system.ready();
        out().println(replay(settings) + " sent again");
        return 0;
    }

    /**
     * Sends the dead letters again; the records and the committed offset are one transaction.
     *
     * @return how many were sent
     */
    public static int replay(Settings settings) {
        try (KafkaConsumer<String, byte[]> consumer = consumer(settings);
                KafkaProducer<String, byte[]> producer = Clients.producer(settings, GROUP)) {
            producer.initTransactions();
            List<ConsumerRecord<String, byte[]>> letters = read(consumer, false);
            if (letters.isEmpty()) {
                return 0;
            }
            producer.beginTransaction();
            for (ConsumerRecord<String, byte[]> letter : letters) {
                // the original partition, since internal topics are not partitioned by book
                producer.send(new ProducerRecord<>(
                        header(letter, DeadLetters.TOPIC),
                        Integer.valueOf(header(letter, DeadLetters.PARTITION)),
                        letter.key(),
                        letter.value()));
            }
            producer.sendOffsetsToTransaction(
                    Map.of(PARTITION, new OffsetAndMetadata(letters.getLast().offset() + 1)), consumer.groupMetadata());
            producer.commitTransaction();
            return letters.size();
        }
    }

    static String line(ConsumerRecord<String, byte[]> letter) {
        return VisibleText.line(letter.offset() + "  " + Instant.ofEpochMilli(letter.timestamp()) + "  "
                + header(letter, DeadLetters.TOPIC) + " " + letter.key() + "  " + header(letter, DeadLetters.MESSAGE));
    }

    private static KafkaConsumer<String, byte[]> consumer(Settings settings) {
        KafkaConsumer<String, byte[]> consumer = Clients.consumer(settings, Topics.DEAD_LETTERS, GROUP);
        consumer.assign(List.of(PARTITION));
        return consumer;
    }

    private static List<ConsumerRecord<String, byte[]>> read(KafkaConsumer<String, byte[]> consumer, boolean all) {
        if (all) {
            consumer.seekToBeginning(List.of(PARTITION));
        }
        List<ConsumerRecord<String, byte[]>> letters = new ArrayList<>();
        long end = consumer.endOffsets(List.of(PARTITION)).get(PARTITION);
        while (consumer.position(PARTITION) < end) {
            consumer.poll(Duration.ofMillis(200)).forEach(letters::add);
        }
        letters.removeIf(letter -> letter.headers().lastHeader(DeadLetters.TOPIC) == null);
        return letters;
    }

    private static String header(ConsumerRecord<?, ?> letter, String name) {
        var header = letter.headers().lastHeader(name);
        return header == null || header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
