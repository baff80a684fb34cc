// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.fuzz.records;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.gumshoe.BadInputException;
import org.gumshoe.bench.fuzz.FuzzTarget;
import org.gumshoe.lda.LdaOptions;
import org.gumshoe.services.assignments.AssignmentsTopology;
import org.gumshoe.services.cli.system.DeadLettersCommand;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.Topic;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.evaluation.EvaluationTopology;
import org.gumshoe.services.ingest.IngestOptions;
import org.gumshoe.services.ingest.IngestTopology;
import org.gumshoe.services.steering.SteeringOptions;
import org.gumshoe.services.steering.SteeringTopology;
import org.gumshoe.services.stitch.StitchTopology;
import org.gumshoe.services.topics.TopicsTopology;

/**
 * The targets that are records: each topic's, at its door and in every service that reads it. Such a
 * record is processed, or refused with a sentence at the door or in a dead letter.
 */
public final class RecordTargets implements AutoCloseable {
    private final RecordSeeds world;
    private final List<Stage> stages;

    /** @param tiny directory of small random models in HuggingFace's form */
    public RecordTargets(Path tiny) {
        world = new RecordSeeds(tiny);
        LdaOptions lda = LdaOptions.defaults().withTopics(2).withMinibatch(8).withMinBooks(1);
        IngestOptions ingest = new IngestOptions(20, 0, Duration.ofSeconds(20));
        stages = List.of(
                new DrivenTopology("ingest", () -> IngestTopology.build(ingest), world),
                new DrivenTopology("topics", () -> TopicsTopology.build(lda, 1), world),
                new DrivenTopology("assignments", AssignmentsTopology::build, world),
                new DrivenTopology("stitch", () -> StitchTopology.build(.1, 4), world),
                new DrivenTopology("steering", () -> SteeringTopology.build(SteeringOptions.DEFAULT, 1), world),
                new DrivenTopology("evaluation", () -> EvaluationTopology.build("crime"), world),
                new DrivenStories(world),
                new DrivenActivations(world));
    }

    /** Returns a target for each topic. */
    public List<FuzzTarget> all() {
        List<FuzzTarget> targets = new ArrayList<>();
        for (Topic<?> topic : Topics.all()) {
            targets.add(
                    topic == Topics.DEAD_LETTERS ? letters() : target(topic, topic == Topics.LANGUAGE_MODELS ? 2 : 10));
        }
        return targets;
    }

    /** @param weight of announcements little, since each loads a model */
    private FuzzTarget target(Topic<?> topic, int weight) {
        List<byte[]> seeds = world.of(topic).stream().map(RecordInput::format).toList();
        return new FuzzTarget(
                "topic " + topic.name(),
                weight,
                seeds,
                new RecordMutation<>(topic),
                (input, work) -> process(topic, RecordInput.parse(input)));
    }

    private void process(Topic<?> topic, RecordInput record) throws Exception {
        Optional<SerializationException> refusal = record.refusal(topic);
        List<String> sentences = new ArrayList<>();
        for (Stage stage : stages) {
            if (stage.reads().contains(topic.name())) {
                sentences.addAll(stage.process(topic.name(), record));
            }
        }
        refusal.map(Throwable::getMessage).ifPresent(sentences::addFirst);
        if (!sentences.isEmpty()) {
            throw new BadInputException(sentences.getFirst());
        }
    }

    private static FuzzTarget letters() {
        return new FuzzTarget(
                "topic " + Topics.DEAD_LETTERS.name(),
                5,
                LetterInput.seeds(),
                (input, work) -> replay(LetterInput.parse(input)));
    }

    /** Lists and replays a letter, as {@code gumshoe dead-letters} does. */
    private static void replay(LetterInput input) {
        ConsumerRecord<String, byte[]> letter = input.record();
        if (DeadLettersCommand.line(letter).contains("\n")) {
            throw new AssertionError("a letter is listed on two lines");
        }
        if (DeadLettersCommand.original(letter, new Settings(Map.of())).isEmpty()) {
            throw new BadInputException("The letter is left out of those that are sent again.");
        }
    }

    @Override
    public void close() {
        stages.forEach(Stage::close);
    }
}
