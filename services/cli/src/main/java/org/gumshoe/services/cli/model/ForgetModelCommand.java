// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.model;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.gumshoe.BadInputException;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.schemas.Passage;
import org.gumshoe.services.cli.options.SystemOptions;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.Clients;
import org.gumshoe.services.common.kafka.TopicTable;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.AnnouncementKey;
import org.gumshoe.services.common.records.ModelReading;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Command {@code gumshoe models forget}: removes the stored activations of a former model. They let
 * the model come back at once, and take space.
 */
@Command(
        name = "forget",
        description = "Removes the stored activations of a model that another one has replaced in its role.",
        mixinStandardHelpOptions = true)
final class ForgetModelCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "weak|strong", description = "role of the model")
    String role;

    @Parameters(
            index = "1",
            paramLabel = "READING",
            description = "the model and its layers, as `models list` " + "shows them")
    String readingId;

    @Mixin
    SystemOptions system;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        Settings settings = system.ready();
        ModelReading reading = requireFormer(settings);
        Set<String> passages = passages(settings);
        deleteGroup(settings, reading);
        try (KafkaProducer<String, byte[]> producer = Clients.producer(settings, (String) null)) {
            passages.forEach(passage -> producer.send(Topics.ACTIVATIONS.record(reading.key(passage, role), null)));
            producer.send(Topics.LANGUAGE_MODELS.record(
                    AnnouncementKey.of(role, readingId).format(), null));
        }
        spec.commandLine()
                .getOut()
                .println(readingId + " of the " + role + " model: the activations of " + passages.size()
                        + " passages are removed.");
        return 0;
    }

    private ModelReading requireFormer(Settings settings) throws InterruptedException {
        try (TopicTable<ModelAnnouncement> models = new TopicTable<>(settings, Topics.LANGUAGE_MODELS)) {
            models.requireCaughtUp();
            Map<String, ModelAnnouncement> announced = models.view();
            ModelAnnouncement model =
                    announced.get(AnnouncementKey.of(role, readingId).format());
            if (model == null) {
                throw new BadInputException("There is no " + role + " model " + readingId
                        + "; `gumshoe models list` shows those there are.");
            }
            if (ModelReading.of(model)
                    .equals(ModelReading.of(
                            announced.get(AnnouncementKey.inForce(role).format())))) {
                throw new BadInputException(readingId + " is the announced " + role
                        + " model; announce another one with `gumshoe models set` first.");
            }
            return ModelReading.of(model);
        }
    }

    /**
     * Deletes the consumer group of the reading. With the group's offsets, the model would continue
     * where it stopped when it is announced again, and miss the activations that are removed here.
     */
    private void deleteGroup(Settings settings, ModelReading reading) throws InterruptedException {
        try (Admin admin = Clients.admin(settings)) {
            admin.deleteConsumerGroups(List.of(reading.group(role))).all().get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof GroupIdNotFoundException)) {
                throw new BadInputException("The model " + readingId + " is still reading ("
                        + e.getCause().getMessage() + "); wait until the announced model has taken over.");
            }
        }
    }

    private static Set<String> passages(Settings settings) {
        Set<String> keys = new HashSet<>();
        try (KafkaConsumer<String, Passage> consumer = Clients.consumer(settings, Topics.PASSAGES, null)) {
            Set<TopicPartition> partitions = consumer.partitionsFor(Topics.PASSAGES.name()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .collect(Collectors.toSet());
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(200)).forEach(entry -> keys.add(entry.key()));
            }
        }
        return keys;
    }
}
