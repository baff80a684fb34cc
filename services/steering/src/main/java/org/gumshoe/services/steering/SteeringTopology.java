// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.gumshoe.schemas.Activation;
import org.gumshoe.schemas.Assignment;
import org.gumshoe.schemas.BookSum;
import org.gumshoe.schemas.PassageCount;
import org.gumshoe.schemas.RefinedScore;
import org.gumshoe.schemas.SteeringAnswer;
import org.gumshoe.schemas.SteeringChanges;
import org.gumshoe.schemas.SteeringQuestion;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.services.common.kafka.AvroSerde;
import org.gumshoe.services.common.kafka.Topic;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.topology.GuardedTopology;
import org.gumshoe.services.common.topology.StatefulProcessor;
import org.gumshoe.services.steering.asking.BookLine;
import org.gumshoe.services.steering.books.BookKeeper;
import org.gumshoe.services.steering.books.BookStores;
import org.gumshoe.services.steering.books.MemoryRoom;

/**
 * Kafka Streams topology of the steering service. The sums of a book stay in its partition; one solver
 * asks all partitions on a {@link BookLine}, and turns what they answer in sum into steering vectors. Its
 * commands to the partitions are a topic of the catalogue, since a repartition topic cannot lead back.
 */
public final class SteeringTopology {
    static final String READ = "steering-read-passages";
    static final String PUBLISHED = "steering-published";
    static final String STITCH_MAP = "steering-stitch-map";
    static final String CONCEPTS = "steering-concepts";
    static final String READ_OUTS = "steering-word-readouts";
    static final String CAUSES = "steering-causes";

    /** Names of the two output branches of the solver. */
    static final String VECTORS = "solved-vectors";

    static final String COMMANDED = "commands-to-books";

    /** Time of all commands: a task takes the oldest record first, so they overtake passages that wait. */
    static final long COMMAND_TIME = 0;

    private SteeringTopology() {}

    /** Builds a topology that solves in the thread that drives it, for a process with all partitions. */
    public static Topology build(SteeringOptions options, int partitions) {
        return build(options, BookLine.within(partitions), Runnable::run);
    }

    /**
     * Builds the topology.
     *
     * @param line from the solver to the books
     * @param solutions runs what asks and waits
     */
    public static Topology build(SteeringOptions options, BookLine line, Executor solutions) {
        StreamsBuilder builder = GuardedTopology.builder();
        Topics.STITCH_MAP.globalTable(builder, STITCH_MAP);
        Topics.CONCEPTS.globalTable(builder, CONCEPTS);
        Topics.LANGUAGE_MODELS.globalTable(builder, BookStores.MODELS);
        Topics.WORD_READOUTS.globalTable(builder, READ_OUTS);
        MemoryRoom room = MemoryRoom.ofProcess();
        KStream<String, SpecificRecord> books = any(builder, Topics.ACTIVATIONS, "activations-for-sums")
                .merge(
                        any(builder, Topics.ASSIGNMENTS, "assignments-for-sums"),
                        Named.as("activations-and-assignments"))
                .merge(any(builder, Topics.STEERING_COMMANDS, "commands-about-sums"), Named.as("books-and-commands"))
                .process(
                        StatefulProcessor.of(
                                () -> new BookKeeper(room, line),
                                StatefulProcessor.store(BookStores.ACTIVATIONS, AvroSerde.of(Activation.class)),
                                StatefulProcessor.store(BookStores.ASSIGNMENTS, AvroSerde.of(Assignment.class)),
                                StatefulProcessor.store(BookStores.CHANGED, Serdes.Long()),
                                StatefulProcessor.store(BookStores.ARRIVED, Serdes.Long()),
                                StatefulProcessor.store(BookStores.SUMMED, Serdes.Long()),
                                StatefulProcessor.store(BookStores.SUMS, AvroSerde.of(BookSum.class)),
                                StatefulProcessor.store(BookStores.COUNTS, AvroSerde.of(PassageCount.class)),
                                StatefulProcessor.store(BookStores.SCORES, AvroSerde.of(RefinedScore.class))),
                        Named.as("keep-books"));
        books.mapValues(value -> (RefinedScore) value, Named.as(BookStores.SCORED))
                .to(Topics.REFINED_SCORES.name(), Topics.REFINED_SCORES.produced());
        KStream<String, SpecificRecord> solved = books.mapValues(value -> value, Named.as(BookStores.REPORTED))
                .repartition(Repartitioned.with(
                                Serdes.String(),
                                AvroSerde.<SpecificRecord>of(SteeringChanges.class, SteeringAnswer.class))
                        .withName("steering-reports")
                        .withNumberOfPartitions(1))
                .process(
                        StatefulProcessor.of(
                                () -> new VectorSolver(options, line, solutions),
                                StatefulProcessor.store(READ, AvroSerde.of(PassageCount.class)),
                                StatefulProcessor.store(PUBLISHED, AvroSerde.of(SteeringVector.class)),
                                StatefulProcessor.store(CAUSES, Serdes.Long())),
                        Named.as("solve"));
        solved.mapValues(value -> (SteeringVector) value, Named.as(VECTORS))
                .to(Topics.STEERING_VECTORS.name(), Topics.STEERING_VECTORS.produced());
        solved.mapValues(value -> (SteeringQuestion) value, Named.as(COMMANDED))
                .to(
                        Topics.STEERING_COMMANDS.name(),
                        Produced.<String, SteeringQuestion>with(
                                        Topics.STEERING_COMMANDS.keys(), Topics.STEERING_COMMANDS.values())
                                .withStreamPartitioner((topic, key, value, all) -> Optional.of(
                                        IntStream.range(0, all).boxed().collect(Collectors.toSet())))
                                .withName("steering-commands-sink"));
        return builder.build();
    }

    private static KStream<String, SpecificRecord> any(
            StreamsBuilder builder, Topic<? extends SpecificRecord> topic, String name) {
        return topic.stream(builder).mapValues(value -> (SpecificRecord) value, Named.as(name));
    }
}
