// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.system;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
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
            int letters = read(consumer, all, letter -> out().println(line(letter)));
            out().println(letters + (letters == 1 ? " dead letter" : " dead letters"));
        }
        return 0;
    }

    @Command(
            name = "replay",
            description = "Sends the dead letters that have not been replayed to the topics that they came from.",
            mixinStandardHelpOptions = true)
    int replay(@Mixin SystemOptions system) {
        Settings settings = system.ready();
        Replayed replayed = replay(settings);
        out().println(replayed.sent() + " sent again"
                + (replayed.leftOut() == 0
                        ? ""
                        : ", " + replayed.leftOut()
                                + " left out: they are cut, too large, hold no record, or name no topic of "
                                + "Gumshoe; see them with --all"));
        return 0;
    }

    /** Numbers of letters that were sent again, and that could not be. */
    public record Replayed(int sent, int leftOut) {}

    /** Sends the dead letters again; the records and the committed offset are one transaction. */
    public static Replayed replay(Settings settings) {
        try (KafkaConsumer<String, byte[]> consumer = consumer(settings);
                KafkaProducer<String, byte[]> producer = Clients.producer(settings, GROUP)) {
            producer.initTransactions();
            producer.beginTransaction();
            AtomicInteger sent = new AtomicInteger();
            int letters = read(
                    consumer,
                    false,
                    letter -> original(letter, settings).ifPresent(record -> {
                        producer.send(record);
                        sent.incrementAndGet();
                    }));
            producer.sendOffsetsToTransaction(
                    Map.of(PARTITION, new OffsetAndMetadata(consumer.position(PARTITION))), consumer.groupMetadata());
            producer.commitTransaction();
            return new Replayed(sent.get(), letters - sent.get());
        }
    }

    /** Returns what is listed of a letter. */
    public static String line(ConsumerRecord<String, byte[]> letter) {
        return VisibleText.line(letter.offset() + "  " + Instant.ofEpochMilli(letter.timestamp()) + "  "
                + DeadLetters.header(letter, DeadLetters.TOPIC) + " " + letter.key() + "  "
                + DeadLetters.header(letter, DeadLetters.MESSAGE));
    }

    /** Returns the record that a letter is about; empty where it cannot be sent again. */
    public static Optional<ProducerRecord<String, byte[]>> original(
            ConsumerRecord<String, byte[]> letter, Settings settings) {
        return DeadLetters.original(letter.key(), letter.value(), letter.headers(), settings);
    }

    private static KafkaConsumer<String, byte[]> consumer(Settings settings) {
        KafkaConsumer<String, byte[]> consumer = Clients.consumer(settings, Topics.DEAD_LETTERS, GROUP);
        consumer.assign(List.of(PARTITION));
        return consumer;
    }

    /** Hands over one letter after the other, so that they need not fit in memory; returns how many. */
    private static int read(
            KafkaConsumer<String, byte[]> consumer, boolean all, Consumer<ConsumerRecord<String, byte[]>> reader) {
        if (all) {
            consumer.seekToBeginning(List.of(PARTITION));
        }
        int letters = 0;
        long end = consumer.endOffsets(List.of(PARTITION)).get(PARTITION);
        while (consumer.position(PARTITION) < end) {
            for (ConsumerRecord<String, byte[]> letter : consumer.poll(Duration.ofMillis(200))) {
                reader.accept(letter);
                letters++;
            }
        }
        return letters;
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
