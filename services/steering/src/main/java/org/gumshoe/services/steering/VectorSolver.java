// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;
import org.gumshoe.pipeline.ModelRole;
import org.gumshoe.pipeline.Outcome;
import org.gumshoe.pipeline.VectorKind;
import org.gumshoe.schemas.BookSum;
import org.gumshoe.schemas.Cause;
import org.gumshoe.schemas.Concept;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.services.common.faults.LastingTrouble;
import org.gumshoe.services.common.faults.Troubles;
import org.gumshoe.services.common.records.ModelReading;
import org.gumshoe.services.common.topology.Punctuation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Processor that keeps the sums of all books and computes steering vectors from them on a schedule.
 */
final class VectorSolver implements Processor<String, BookSum, String, SpecificRecord> {
    private static final Logger LOG = LoggerFactory.getLogger(VectorSolver.class);

    /** Concept of unsteered generated texts. */
    private static final String UNSTEERED = "";

    private final SteeringOptions options;
    private final MomentsCache moments = new MomentsCache();
    private final SolveSchedule schedule = new SolveSchedule();
    private final Map<String, Map<ModelRole, ModelReading>> servedByConcept = new HashMap<>();
    private ProcessorContext<String, SpecificRecord> context;
    private KeyValueStore<String, BookSum> sums;
    private PublishedVectors published;
    private VectorPublisher publisher;
    private ReadOnlyKeyValueStore<String, ValueAndTimestamp<Concept>> concepts;
    private ReadOnlyKeyValueStore<String, ValueAndTimestamp<ModelAnnouncement>> models;
    private StitchMapTable maps;
    private LastingTrouble misfit;
    private WordReadOutTable readOuts;
    private ChangeCauses causes;

    VectorSolver(SteeringOptions options) {
        this.options = options;
    }

    @Override
    public void init(ProcessorContext<String, SpecificRecord> processorContext) {
        context = processorContext;
        sums = context.getStateStore(SteeringTopology.SUMS);
        published = new PublishedVectors(context);
        publisher = new VectorPublisher(published);
        concepts = context.getStateStore(SteeringTopology.CONCEPTS);
        models = context.getStateStore(SteeringTopology.MODELS);
        maps = new StitchMapTable(context.getStateStore(SteeringTopology.STITCH_MAP));
        misfit = new LastingTrouble(Troubles.of(context.appConfigs()), "the stitch map");
        readOuts = new WordReadOutTable(context.getStateStore(SteeringTopology.READ_OUTS));
        causes = new ChangeCauses(context.getStateStore(SteeringTopology.CAUSES));
        try (KeyValueIterator<String, BookSum> all = sums.all()) {
            all.forEachRemaining(entry -> schedule.count(SumKey.parse(entry.key), passages(entry.value)));
        }
        schedule.change(context.currentSystemTimeMs());
        Punctuation.every(Duration.ofMillis(500), context, "solving for vectors", this::solveWhenDue);
    }

    @Override
    public void process(Record<String, BookSum> entry) {
        BookSum before = sums.get(entry.key());
        if (Objects.equals(entry.value(), before)) {
            return;
        }
        long now = context.currentSystemTimeMs();
        SumKey key = SumKey.parse(entry.key());
        if (key.isOfGeneratedTexts()) {
            causes.noteTexts(entry.value() == null ? before : entry.value(), now);
        } else {
            causes.note(before, entry.value(), served(key, entry.value()), now);
            moments.replace(key.collection(), before, entry.value());
        }
        sums.put(entry.key(), entry.value());
        schedule.count(key, passages(entry.value()) - passages(before));
        schedule.sumChanged(key, now);
    }

    /** Returns the current reading's sum of the same part of a book. */
    private BookSum served(SumKey key, BookSum sum) {
        if (sum == null) {
            return null;
        }
        Map<ModelRole, ModelReading> inForce = servedByConcept.computeIfAbsent(sum.getConcept(), published::readings);
        ModelReading served = ModelRole.find(sum.getRole()).map(inForce::get).orElse(null);
        boolean itself = served == null || served.equals(new ModelReading(sum.getModel(), sum.getLayers()));
        return itself ? null : sums.get(key.readAs(served.id()).format());
    }

    private static int passages(BookSum sum) {
        return sum == null ? 0 : sum.getPassages();
    }

    private void solveWhenDue(long now) {
        Optional<StitchMapTable.Maps> newest = maps.newest();
        misfit.see(maps.misfit(), now);
        schedule.seeMap(newest.map(m -> m.manifest().getVersion()).orElse(0L), now);
        schedule.seeAnnounced(announced(), now);
        readOuts.changed().forEach(words -> {
            causes.note(words.concept(), ChangeCauses.WORDS, words.role(), now);
            schedule.change(now);
        });
        if (!schedule.begin(now)) {
            return;
        }
        try {
            solve(newest, now);
        } catch (RuntimeException | StackOverflowError e) {
            schedule.failed();
            throw e;
        }
    }

    private Map<ModelRole, ModelReading> announced() {
        Map<ModelRole, ModelReading> wanted = new EnumMap<>(ModelRole.class);
        for (ModelRole role : ModelRole.values()) {
            Optional.ofNullable(models.get(role.wireName()))
                    .ifPresent(model -> wanted.put(role, ModelReading.of(model.value())));
        }
        return wanted;
    }

    private void solve(Optional<StitchMapTable.Maps> newest, long now) {
        SumsByReading books = new SumsByReading();
        SumsByReading generated = new SumsByReading();
        try (KeyValueIterator<String, BookSum> each = sums.all()) {
            each.forEachRemaining(
                    entry -> (SumKey.parse(entry.key).isOfGeneratedTexts() ? generated : books).add(entry.value));
        }
        Set<String> used = new HashSet<>();
        boolean all = true;
        for (String concept : books.concepts()) {
            // one concept's models may be too wide for this process, others' are not
            Outcome<Boolean> solved =
                    Outcome.attempt(() -> solve(concept, books.of(concept), generated, newest, used, now));
            solved.whyNot().ifPresent(reason -> LOG.warn("No vector for {}: {}", concept, reason));
            all &= solved.value().orElse(false);
        }
        moments.retain(used);
        servedByConcept.clear();
        if (all) {
            causes.forget(ChangeCauses.EVERY_CONCEPT);
        }
    }

    /** Solves one concept and returns whether there are enough books. */
    private boolean solve(
            String name,
            Map<ModelRole, Map<ModelReading, List<BookSum>>> read,
            SumsByReading generated,
            Optional<StitchMapTable.Maps> newest,
            Set<String> used,
            long now) {
        Map<ModelRole, ModelReading> served = published.readings(name);
        boolean mapped =
                published.find(name, ModelRole.STRONG, VectorKind.TRANSLATED).isPresent();
        ModelSwitch choice = ModelSwitch.of(read, schedule.announced(), served, newest, mapped);
        if (choice.awaited()) {
            schedule.await();
        }
        Map<ModelRole, ConceptSums> sumsOf = new EnumMap<>(ModelRole.class);
        choice.byRole().forEach((role, reading) -> {
            List<BookSum> parts = read.get(role).get(reading);
            String collection = new SumKey(name, role.wireName(), reading.id(), "").collection();
            used.add(collection);
            sumsOf.put(
                    role,
                    ConceptSums.of(
                            parts,
                            generated.of(UNSTEERED, role, reading),
                            generated.of(name, role, reading),
                            moments.of(collection, parts),
                            readOuts.find(name, role, reading.model())));
            if (served.containsKey(role) && !served.get(role).equals(reading)) {
                LOG.info("{}: the {} model's vectors are now those of {}", name, role, reading.id());
                causes.note(name, ChangeCauses.LANGUAGE_MODEL, role + " " + reading.id(), announcedAt(role, now));
            }
        });
        Double prevalence = Optional.ofNullable(concepts.get(name))
                .map(c -> c.value().getPrevalence())
                .orElse(null);
        Outcome<List<ConceptVectors.Candidate>> solution =
                ConceptVectors.solve(name, sumsOf, prevalence, newest, options);
        solution.whyNot().ifPresent(reason -> LOG.info("No vector for {} yet: {}", name, reason));
        solution.value().ifPresent(candidates -> {
            List<Cause> since = causes.of(name);
            candidates.forEach(candidate -> publisher.publish(candidate, since, now));
            causes.forget(name);
        });
        return solution.value().isPresent();
    }

    private long announcedAt(ModelRole role, long now) {
        ValueAndTimestamp<ModelAnnouncement> model = models.get(role.wireName());
        return model == null ? now : model.timestamp();
    }
}
