// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;
import org.gumshoe.pipeline.ModelRole;
import org.gumshoe.pipeline.VectorKind;
import org.gumshoe.schemas.Concept;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.schemas.WordReadOut;
import org.gumshoe.services.common.records.ModelReading;
import org.gumshoe.services.steering.books.BookStores;
import org.gumshoe.steer.basin.Restarts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Planner of a solution: for each concept, the readings to solve with and what else its vectors depend on. */
final class ConceptPlanner {
    private static final Logger LOG = LoggerFactory.getLogger(ConceptPlanner.class);

    private final ReadOnlyKeyValueStore<String, ValueAndTimestamp<Concept>> concepts;
    private final ReadOnlyKeyValueStore<String, ValueAndTimestamp<ModelAnnouncement>> models;
    private final PublishedVectors published;
    private final WordReadOutTable readOuts;
    private final ChangeCauses causes;

    ConceptPlanner(
            ProcessorContext<?, ?> context,
            PublishedVectors published,
            WordReadOutTable readOuts,
            ChangeCauses causes) {
        concepts = context.getStateStore(SteeringTopology.CONCEPTS);
        models = context.getStateStore(BookStores.MODELS);
        this.published = published;
        this.readOuts = readOuts;
        this.causes = causes;
    }

    /** Returns the announced readings, by role. */
    Map<ModelRole, ModelReading> announced() {
        Map<ModelRole, ModelReading> wanted = new EnumMap<>(ModelRole.class);
        for (ModelRole role : ModelRole.values()) {
            Optional.ofNullable(models.get(role.wireName()))
                    .ifPresent(model -> wanted.put(role, ModelReading.of(model.value())));
        }
        return wanted;
    }

    /** Plans all concepts of which passages have been read. */
    List<ConceptPlan> plan(PassageCounts read, SolveSchedule schedule, Optional<StitchMapTable.Maps> newest, long now) {
        List<ConceptPlan> plans = new ArrayList<>();
        for (String concept : read.concepts()) {
            plans.add(plan(concept, read.of(concept), schedule, newest, now));
        }
        return plans;
    }

    private ConceptPlan plan(
            String name,
            Map<ModelRole, Map<ModelReading, PassageCounts.Read>> read,
            SolveSchedule schedule,
            Optional<StitchMapTable.Maps> newest,
            long now) {
        Map<ModelRole, ModelReading> served = published.readings(name);
        boolean mapped =
                published.find(name, ModelRole.STRONG, VectorKind.TRANSLATED).isPresent();
        ModelSwitch choice = ModelSwitch.of(read, schedule.announced(), served, newest, mapped);
        if (choice.awaited()) {
            schedule.await();
        }
        Map<ModelRole, Integer> widths = new EnumMap<>(ModelRole.class);
        Map<ModelRole, WordReadOut> words = new EnumMap<>(ModelRole.class);
        Map<ModelRole, Restarts> restarts = new EnumMap<>(ModelRole.class);
        choice.byRole().forEach((role, reading) -> {
            widths.put(role, read.get(role).get(reading).width());
            readOuts.find(name, role, reading.model()).ifPresent(readOut -> words.put(role, readOut));
            restarts.put(role, published.restarts(name, role, reading.model()));
            if (served.containsKey(role) && !served.get(role).equals(reading)) {
                LOG.info("{}: the {} model's vectors are now those of {}", name, role, reading.id());
                causes.note(name, ChangeCauses.LANGUAGE_MODEL, role + " " + reading.id(), announcedAt(role, now));
            }
        });
        Double prevalence = Optional.ofNullable(concepts.get(name))
                .map(c -> c.value().getPrevalence())
                .orElse(null);
        return new ConceptPlan(name, choice.byRole(), widths, words, prevalence, restarts, newest);
    }

    private long announcedAt(ModelRole role, long now) {
        ValueAndTimestamp<ModelAnnouncement> model = models.get(role.wireName());
        return model == null ? now : model.timestamp();
    }
}
