// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.gumshoe.pipeline.ModelRole;
import org.gumshoe.pipeline.Outcome;
import org.gumshoe.schemas.Cause;
import org.gumshoe.schemas.PassageCount;
import org.gumshoe.schemas.SteeringAnswer;
import org.gumshoe.schemas.SteeringChanges;
import org.gumshoe.schemas.SteeringQuestion;
import org.gumshoe.schemas.SumChange;
import org.gumshoe.services.common.faults.LastingTrouble;
import org.gumshoe.services.common.faults.Troubles;
import org.gumshoe.services.common.records.ModelReading;
import org.gumshoe.services.common.records.OwnKey;
import org.gumshoe.services.common.topology.Punctuation;
import org.gumshoe.services.steering.asking.BookLine;
import org.gumshoe.services.steering.asking.SolutionRun;
import org.gumshoe.services.steering.books.SumCause;
import org.gumshoe.services.steering.books.SumKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Processor that computes steering vectors on a schedule from what the partitions of the books answer.
 * It holds nothing by book but the causes since the last solution.
 */
final class VectorSolver implements Processor<String, SpecificRecord, String, SpecificRecord> {
    private static final Logger LOG = LoggerFactory.getLogger(VectorSolver.class);

    private record SolvedConcept(String name, Outcome<List<ConceptVectors.Candidate>> vectors) {}

    private final SteeringOptions options;
    private final BookLine line;
    private final Executor solutions;
    private final SolveSchedule schedule = new SolveSchedule();
    private final Map<String, Map<ModelRole, ModelReading>> servedByConcept = new HashMap<>();
    private ProcessorContext<String, SpecificRecord> context;
    private KeyValueStore<String, PassageCount> counts;
    private PublishedVectors published;
    private ConceptPlanner planner;
    private SolutionRun<List<SolvedConcept>> run;
    private StitchMapTable maps;
    private LastingTrouble misfit;
    private WordReadOutTable readOuts;
    private ChangeCauses causes;

    /**
     * @param line to the books
     * @param solutions runs what asks them and waits
     */
    VectorSolver(SteeringOptions options, BookLine line, Executor solutions) {
        this.options = options;
        this.line = line;
        this.solutions = solutions;
    }

    @Override
    public void init(ProcessorContext<String, SpecificRecord> processorContext) {
        context = processorContext;
        counts = context.getStateStore(SteeringTopology.READ);
        published = new PublishedVectors(context);
        maps = new StitchMapTable(context.getStateStore(SteeringTopology.STITCH_MAP));
        misfit = new LastingTrouble(Troubles.of(context.appConfigs()), "the stitch map");
        readOuts = new WordReadOutTable(context.getStateStore(SteeringTopology.READ_OUTS));
        causes = new ChangeCauses(context.getStateStore(SteeringTopology.CAUSES));
        planner = new ConceptPlanner(context, published, readOuts, causes);
        try (KeyValueIterator<String, PassageCount> all = counts.all()) {
            all.forEachRemaining(entry ->
                    schedule.count(counted(entry.value), entry.value.getGenerated(), entry.value.getPassages()));
        }
        schedule.change(context.currentSystemTimeMs());
        Punctuation.every(Duration.ofMillis(500), context, "solving for vectors", this::solveWhenDue);
        Punctuation.every(Duration.ofMillis(50), context, "publishing vectors", this::publishWhenSolved);
    }

    @Override
    public void process(Record<String, SpecificRecord> entry) {
        switch (entry.value()) {
            case SteeringChanges changes -> see(changes, context.currentSystemTimeMs());
            case SteeringAnswer begun when run != null -> run.take(begun, context.currentSystemTimeMs());
            case SteeringAnswer begun -> {}
            default ->
                throw new IllegalArgumentException("unexpected " + entry.value().getClass());
        }
    }

    @Override
    public void close() {
        if (run != null) {
            run.cancel();
        }
    }

    private void see(SteeringChanges changes, long now) {
        for (PassageCount count : changes.getCounts()) {
            String counted = counted(count);
            String key = counted + (count.getGenerated() ? "|texts|" : "|books|") + changes.getPartition();
            PassageCount before = counts.get(key);
            counts.put(key, count.getPassages() == 0 ? null : count);
            schedule.count(
                    counted, count.getGenerated(), count.getPassages() - (before == null ? 0 : before.getPassages()));
            schedule.sumChanged(counted, count.getGenerated(), now);
        }
        for (SumChange change : changes.getChanges()) {
            ModelReading served = ModelRole.find(change.getRole())
                    .map(servedByConcept.computeIfAbsent(change.getConcept(), published::readings)::get)
                    .orElse(null);
            causes.note(change, served == null ? null : served.id());
        }
    }

    /** Returns the collection, and the direction of texts that a single one steered. */
    private static String counted(PassageCount count) {
        String reading = new ModelReading(count.getModel(), count.getLayers()).id();
        String collection = new SumKey(count.getConcept(), count.getRole(), reading, "").collection();
        return count.getDirection().isEmpty() ? collection : collection + "|" + count.getDirection();
    }

    private void publishWhenSolved(long now) {
        if (run != null) {
            run.tick(now);
        }
    }

    private void solveWhenDue(long now) {
        if (run != null) {
            if (run.isUnderWay()) {
                return;
            }
            settle(run);
        }
        Optional<StitchMapTable.Maps> newest = maps.newest();
        misfit.see(maps.misfit(), now);
        schedule.seeMap(newest.map(m -> m.manifest().getVersion()).orElse(0L), now);
        schedule.seeAnnounced(planner.announced(), now);
        readOuts.changed().forEach(words -> {
            causes.note(words.concept(), ChangeCauses.WORDS, words.role(), now);
            schedule.change(now);
        });
        if (schedule.isDue(now)) {
            run = new SolutionRun<>(
                    new SolutionRun.Work<>(() -> begin(newest, now), this::publish, this::send, solutions), line, now);
        }
    }

    /** Forgets a solution that has ended. */
    private void settle(SolutionRun<?> ended) {
        run = null;
        if (!ended.isComplete()) {
            schedule.failed();
        }
        switch (ended.fault().orElse(null)) {
            case RuntimeException fault -> throw fault;
            case Error fault -> throw fault;
            case null, default -> {}
        }
    }

    private void send(SteeringQuestion command) {
        context.forward(
                new Record<>(OwnKey.QUESTION, command, SteeringTopology.COMMAND_TIME), SteeringTopology.COMMANDED);
        // the partitions see it once it is committed
        context.commit();
    }

    /** Plans all concepts, and returns how they are solved: without this processor's stores. */
    private Function<SolutionRun.Partner, List<SolvedConcept>> begin(Optional<StitchMapTable.Maps> newest, long now) {
        schedule.begin();
        PassageCounts read = new PassageCounts();
        try (KeyValueIterator<String, PassageCount> all = counts.all()) {
            all.forEachRemaining(entry -> read.add(entry.value));
        }
        List<ConceptPlan> plans = planner.plan(read, schedule, newest, now);
        return partner -> plans.stream()
                .map(plan -> new SolvedConcept(plan.name(), ConceptVectors.solve(plan, partner, options)))
                .toList();
    }

    private void publish(List<SolvedConcept> solved) {
        VectorPublisher publisher = new VectorPublisher(published, command -> send(run.numbered(command)));
        boolean all = true;
        for (SolvedConcept concept : solved) {
            String name = concept.name;
            concept.vectors.whyNot().ifPresent(reason -> LOG.info("No vector for {} yet: {}", name, reason));
            concept.vectors.value().ifPresent(candidates -> {
                List<Cause> since = causes.of(name);
                candidates.forEach(candidate -> publisher.publish(candidate, since, context.currentSystemTimeMs()));
                causes.forget(name);
            });
            all &= concept.vectors.value().isPresent();
        }
        servedByConcept.clear();
        if (all) {
            causes.forget(SumCause.EVERY_CONCEPT);
        }
    }
}
