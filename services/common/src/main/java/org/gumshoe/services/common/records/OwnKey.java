// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.records;

import org.apache.avro.specific.SpecificRecord;
import org.gumshoe.schemas.Activation;
import org.gumshoe.schemas.Assignment;
import org.gumshoe.schemas.BookChunk;
import org.gumshoe.schemas.Concept;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.schemas.Passage;
import org.gumshoe.schemas.RefinedScore;
import org.gumshoe.schemas.RefinementMetric;
import org.gumshoe.schemas.SteeringAnswer;
import org.gumshoe.schemas.SteeringQuestion;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.schemas.StitchManifest;
import org.gumshoe.schemas.StitchRow;
import org.gumshoe.schemas.StoryRequest;
import org.gumshoe.schemas.StoryToken;
import org.gumshoe.schemas.TopicModelManifest;
import org.gumshoe.schemas.TopicModelRow;
import org.gumshoe.schemas.WordReadOut;

/**
 * Key that a record belongs under by what its fields say. Services find a record by its key and
 * then believe its fields, so one that lies under another's key would pass for that other.
 */
public final class OwnKey {
    /**
     * Key of the manifest of a matrix that is published row by row. The manifest is written after
     * the rows of its version, in the same transaction.
     */
    public static final String MANIFEST = "~manifest";

    /** Key of all that the solver of vectors says to the books. */
    public static final String QUESTION = "question";

    /** Key of all that the books answer. */
    public static final String ANSWER = "answer";

    private OwnKey() {}

    /**
     * Returns the key that a record belongs under.
     *
     * @param key that it lies under, which tells what its fields leave open: the word or the number
     *     of a row, and whether an announced model is in force or remembered
     */
    public static String of(SpecificRecord record, String key) {
        return switch (record) {
            case BookChunk chunk -> chunk.getBook();
            case Passage passage -> PassageKey.of(passage).format();
            case Concept concept -> concept.getName();
            case Assignment assignment -> new PassageKey(assignment.getBook(), assignment.getIndex()).format();
            case ModelAnnouncement model ->
                AnnouncementKey.parse(key).reading().isEmpty()
                        ? model.getRole()
                        : AnnouncementKey.of(model).format();
            case Activation activation -> ActivationKey.of(activation, key);
            case WordReadOut readOut -> WordReadOutKey.of(readOut).format();
            case SteeringQuestion question -> QUESTION;
            case SteeringAnswer answer -> ANSWER;
            case SteeringVector vector -> VectorKey.of(vector).format();
            case RefinedScore score -> RefinedScoreKey.of(score).format();
            case RefinementMetric metric -> MetricKey.of(metric).format();
            case StoryRequest request -> request.getStory();
            case StoryToken token -> token.getStory();
            case TopicModelManifest manifest -> MANIFEST;
            case StitchManifest manifest -> MANIFEST;
            case TopicModelRow row -> key.equals(MANIFEST) ? "(word)" : key;
            case StitchRow row -> key.equals(MANIFEST) ? "(weak layer)|(strong layer)|(row)" : key;
            default -> key;
        };
    }
}
