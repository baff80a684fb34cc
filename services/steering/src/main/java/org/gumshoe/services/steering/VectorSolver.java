// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;
import org.gumshoe.BadInputException;
import org.gumshoe.schemas.BookSum;
import org.gumshoe.schemas.Cause;
import org.gumshoe.schemas.Concept;
import org.gumshoe.schemas.LanguageModel;
import org.gumshoe.services.common.records.ModelReading;
import org.gumshoe.services.common.runtime.PublishPolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the sums of all books and publishes vectors when their passages have grown by a quarter,
 * when the stream is quiet, and when another model can take over. The model's own texts count by
 * quarters alone ({@link GeneratedTextPolicy}).
 */
final class VectorSolver implements Processor<String, BookSum, String, SpecificRecord> {
    private static final Logger LOG = LoggerFactory.getLogger(VectorSolver.class);

    /** The concept of own texts that nothing has steered. */
    private static final String UNSTEERED = "";

    private final SteeringOptions options;
    private final MomentsCache moments = new MomentsCache();
    private final GeneratedTextPolicy ownTexts = new GeneratedTextPolicy();
    private final Map<String, Map<String, ModelReading>> servedByConcept = new HashMap<>();
    private ProcessorContext<String, SpecificRecord> context;
    private KeyValueStore<String, BookSum> sums;
    private VectorPublisher publisher;
    private ReadOnlyKeyValueStore<String, ValueAndTimestamp<Concept>> concepts;
    private ReadOnlyKeyValueStore<String, ValueAndTimestamp<LanguageModel>> models;
    private StitchMapTable maps;
    private ChangeCauses causes;
    private Map<String, ModelReading> announced = Map.of();
    private boolean awaited;
    private boolean urgent;
    private long stitchVersion;
    private long lastChangeAt;
    private long passages;
    private long solvedPassages;
    private boolean changed;

    VectorSolver(SteeringOptions options) {
        this.options = options;
    }

    @Override
    public void init(ProcessorContext<String, SpecificRecord> processorContext) {
        context = processorContext;
        sums = context.getStateStore(SteeringTopology.SUMS);
        publisher = new VectorPublisher(context);
        concepts = context.getStateStore(SteeringTopology.CONCEPTS);
        models = context.getStateStore(SteeringTopology.MODELS);
        maps = new StitchMapTable(context.getStateStore(SteeringTopology.STITCH_MAP));
        causes = new ChangeCauses(context.getStateStore(SteeringTopology.CAUSES));
        try (KeyValueIterator<String, BookSum> all = sums.all()) {
            all.forEachRemaining(entry -> count(entry.key, passages(entry.value)));
        }
        change();
        context.schedule(Duration.ofMillis(500), PunctuationType.WALL_CLOCK_TIME, this::solveWhenDue);
    }

    @Override
    public void process(Record<String, BookSum> entry) {
        BookSum before = sums.get(entry.key());
        if (Objects.equals(entry.value(), before)) {
            return;
        }
        String shelf = shelf(entry.key());
        boolean own = PassageSums.isOfOwnTexts(entry.key());
        if (own) {
            causes.noteTexts(entry.value() == null ? before : entry.value(), context.currentSystemTimeMs());
        } else {
            causes.note(before, entry.value(), served(entry.key(), entry.value()), context.currentSystemTimeMs());
            moments.replace(shelf, before, entry.value());
        }
        sums.put(entry.key(), entry.value());
        count(entry.key(), passages(entry.value()) - passages(before));
        if (!own || ownTexts.isDue(shelf)) {
            change();
        }
    }

    /** What the reading in force holds of the same part of a book. */
    private BookSum served(String key, BookSum sum) {
        if (sum == null) {
            return null;
        }
        ModelReading served = servedByConcept
                .computeIfAbsent(sum.getConcept(), publisher::served)
                .get(sum.getRole());
        boolean itself = served == null || served.equals(new ModelReading(sum.getModel(), sum.getLayers()));
        return itself
                ? null
                : sums.get(sum.getConcept() + "|" + sum.getRole() + "|" + served.id()
                        + key.substring(key.lastIndexOf('|')));
    }

    /** A key without its book. */
    private static String shelf(String key) {
        return key.substring(0, key.lastIndexOf('|'));
    }

    private void count(String key, int more) {
        if (PassageSums.isOfOwnTexts(key)) {
            ownTexts.count(shelf(key), more);
        } else {
            passages += more;
        }
    }

    private static int passages(BookSum sum) {
        return sum == null ? 0 : sum.getPassages();
    }

    private void change() {
        changed = true;
        lastChangeAt = context.currentSystemTimeMs();
    }

    private void solveWhenDue(long now) {
        Optional<StitchMapTable.Maps> newest = maps.newest();
        long version = newest.map(m -> m.manifest().getVersion()).orElse(0L);
        if (version != stitchVersion) {
            stitchVersion = version;
            urgent |= awaited;
            change();
        }
        Map<String, ModelReading> wanted = announced();
        if (!wanted.equals(announced)) {
            urgent |= !announced.isEmpty();
            announced = wanted;
            change();
        }
        if (changed && (urgent || PublishPolicy.isDue(now - lastChangeAt, passages, solvedPassages))) {
            changed = false;
            urgent = false;
            awaited = false;
            solvedPassages = passages;
            ownTexts.solved();
            solve(newest, now);
        }
    }

    private Map<String, ModelReading> announced() {
        Map<String, ModelReading> wanted = new HashMap<>();
        for (String role : List.of(ConceptVectors.WEAK, ConceptVectors.STRONG)) {
            Optional.ofNullable(models.get(role)).ifPresent(model -> wanted.put(role, ModelReading.of(model.value())));
        }
        return wanted;
    }

    private void solve(Optional<StitchMapTable.Maps> newest, long now) {
        SumsByReading books = new SumsByReading();
        SumsByReading own = new SumsByReading();
        try (KeyValueIterator<String, BookSum> each = sums.all()) {
            each.forEachRemaining(entry -> (PassageSums.isOfOwnTexts(entry.key) ? own : books).add(entry.value));
        }
        Set<String> used = new HashSet<>();
        boolean all = true;
        for (String concept : books.concepts()) {
            all &= solve(concept, books.of(concept), own, newest, used, now);
        }
        moments.retain(used);
        servedByConcept.clear();
        if (all) {
            causes.forget(ChangeCauses.EVERY_CONCEPT);
        }
    }

    /** @return whether there are enough books */
    private boolean solve(
            String name,
            Map<String, Map<ModelReading, List<BookSum>>> read,
            SumsByReading own,
            Optional<StitchMapTable.Maps> newest,
            Set<String> used,
            long now) {
        Map<String, ModelReading> served = publisher.served(name);
        ModelSwitch choice = ModelSwitch.of(read, announced, served, newest, publisher.isMapped(name));
        awaited |= choice.awaited();
        Map<String, ConceptSums> shelves = new TreeMap<>();
        choice.byRole().forEach((role, reading) -> {
            List<BookSum> parts = read.get(role).get(reading);
            String shelf = name + "|" + role + "|" + reading.id();
            used.add(shelf);
            shelves.put(
                    role,
                    ConceptSums.of(
                            parts,
                            own.of(UNSTEERED, role, reading),
                            own.of(name, role, reading),
                            moments.of(shelf, parts)));
            if (served.containsKey(role) && !served.get(role).equals(reading)) {
                LOG.info("{}: the {} model's vectors are now those of {}", name, role, reading.id());
                causes.note(name, ChangeCauses.LANGUAGE_MODEL, role + " " + reading.id(), announcedAt(role, now));
            }
        });
        Double prevalence = Optional.ofNullable(concepts.get(name))
                .map(c -> c.value().getPrevalence())
                .orElse(null);
        try {
            ConceptVectors.Solution solution = new ConceptVectors(name, shelves, prevalence, newest, options).all();
            List<Cause> since = causes.of(name);
            solution.plain().forEach(vector -> publisher.publish(vector, since, now));
            solution.refined().forEach(refined -> publisher.publish(refined, since, now));
            causes.forget(name);
            return true;
        } catch (BadInputException notYet) {
            LOG.info("No vector for {} yet: {}", name, notYet.getMessage());
            return false;
        }
    }

    private long announcedAt(String role, long now) {
        ValueAndTimestamp<LanguageModel> model = models.get(role);
        return model == null ? now : model.timestamp();
    }
}
