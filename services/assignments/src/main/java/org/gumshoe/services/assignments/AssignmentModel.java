// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.assignments;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.gumshoe.lda.BagOfWords;
import org.gumshoe.lda.ConceptFinder;
import org.gumshoe.lda.ConceptMatch;
import org.gumshoe.lda.ConceptSeeds;
import org.gumshoe.lda.TopicModel;
import org.gumshoe.schemas.Assignment;
import org.gumshoe.schemas.Concept;
import org.gumshoe.schemas.PassageWords;
import org.gumshoe.services.common.records.FloatLists;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A topic model with concepts: what passages are assigned by.
 *
 * @param concepts all concepts, by name
 * @param matches the concepts that were looked up in the model, by name
 * @param seedWords normalised seed words of each concept, by name
 */
record AssignmentModel(
        TopicModel model,
        Map<String, Concept> concepts,
        Map<String, ConceptMatch> matches,
        Map<String, Set<String>> seedWords) {
    private static final Logger LOG = LoggerFactory.getLogger(AssignmentModel.class);

    /** Looks up the concepts; one that is pinned to a topic that does not exist is left out. */
    static AssignmentModel of(TopicModel model, Map<String, Concept> concepts) {
        Map<String, ConceptMatch> matches = new HashMap<>();
        Map<String, Set<String>> seedWords = new HashMap<>();
        concepts.forEach((name, concept) -> {
            seedWords.put(name, Set.copyOf(ConceptSeeds.asWords(concept.getSeeds())));
            if (concept.getTopic() != null && !model.hasTopic(concept.getTopic())) {
                LOG.warn(
                        "Version {}, {}: pinned to topic {}, but topics go from 0 to {}; pin one of these.",
                        model.version(),
                        name,
                        concept.getTopic(),
                        model.topics() - 1);
                return;
            }
            ConceptMatch match = ConceptFinder.find(model, name, concept.getSeeds(), concept.getTopic());
            LOG.info("Version {}, {}: {}", model.version(), name, match.explanation());
            matches.put(name, match);
        });
        return new AssignmentModel(model, concepts, matches, seedWords);
    }

    /** Infers a passage's topic proportions, and scores it for each concept that was found. */
    Assignment assign(PassageWords words) {
        float[] proportions = model.proportions(new BagOfWords(
                words.getWords().toArray(String[]::new),
                words.getCounts().stream().mapToInt(Integer::intValue).toArray()));
        Assignment assignment = Assignment.newBuilder()
                .setBook(words.getBook())
                .setIndex(words.getIndex())
                .setModelVersion(model.version())
                .setProportions(FloatLists.list(proportions))
                .setConcepts(new HashMap<>())
                .setTopics(new HashMap<>())
                .setSeeds(new HashMap<>())
                .build();
        matches.values().stream().filter(ConceptMatch::found).forEach(match -> {
            assignment.getConcepts().put(match.concept(), (float) match.score(proportions));
            assignment.getTopics().put(match.concept(), match.topic());
            int occurrences = occurrences(words, seedWords.get(match.concept()));
            if (occurrences > 0) {
                assignment.getSeeds().put(match.concept(), occurrences);
            }
        });
        return assignment;
    }

    private static int occurrences(PassageWords words, Set<String> seedWords) {
        return IntStream.range(0, words.getWords().size())
                .filter(i -> seedWords.contains(words.getWords().get(i)))
                .map(words.getCounts()::get)
                .sum();
    }
}
