// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering.asking;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.gumshoe.BadInputException;
import org.gumshoe.pipeline.ModelRole;
import org.gumshoe.schemas.SteeringAnswer;
import org.gumshoe.schemas.SteeringQuestion;
import org.gumshoe.services.common.records.ModelReading;
import org.gumshoe.steer.refine.QuestionFormat;
import org.gumshoe.steer.shards.Answer;
import org.gumshoe.steer.shards.BytesKey;
import org.gumshoe.steer.shards.LatestValues;
import org.gumshoe.steer.shards.Question;
import org.gumshoe.steer.shards.Shards;

/**
 * Books of one concept as one model has read them, wherever they lie: the far end of their shards. It
 * keeps the latest answers, since some sums over all books enter into several vectors.
 */
public final class AskedBooks implements Shards {
    /** Answers that are kept: of more numbers are the pieces of moments, which are asked for once. */
    private static final int KEPT = 100;

    private static final int KEPT_NUMBERS = 1 << 16;

    private final String concept;
    private final ModelRole role;
    private final Map<ModelRole, ModelReading> readings;
    private final Map<ModelRole, List<Float>> words;
    private final SolutionRun.Partner partner;
    private final QuestionFormat format = new QuestionFormat();
    private final Map<BytesKey, Answer> kept = new LatestValues<>(KEPT);
    private long modelVersion;
    private boolean withWords;

    /**
     * @param words read-out of the concept's words by each model whose words count
     */
    public AskedBooks(
            String concept,
            ModelRole role,
            Map<ModelRole, ModelReading> readings,
            Map<ModelRole, List<Float>> words,
            SolutionRun.Partner partner) {
        this.concept = concept;
        this.role = role;
        this.readings = readings;
        this.words = words;
        this.partner = partner;
    }

    @Override
    public Answer ask(Question question) {
        byte[] content = format.write(question);
        BytesKey key = new BytesKey(content);
        Answer known = kept.get(key);
        if (known != null) {
            return known;
        }
        Answer answer = sum(partner.ask(record("ask", content)));
        if (answer.sums().length + answer.values().length <= KEPT_NUMBERS) {
            kept.put(key, answer);
        }
        return answer;
    }

    private Answer sum(List<SteeringAnswer> answers) {
        modelVersion = Long.MAX_VALUE;
        withWords = true;
        for (SteeringAnswer answer : answers) {
            if (!answer.getRefusal().isEmpty()) {
                throw new BadInputException(answer.getRefusal());
            }
            modelVersion = Math.min(modelVersion, answer.getModelVersion());
            withWords &= answer.getWithWords();
        }
        return answers.stream()
                .map(answer -> Answer.fromBytes(answer.getSums()))
                .reduce(Answer::plus)
                .orElseThrow();
    }

    /** Lowest version of the topic model behind the books' scores, by the latest answers. */
    public long modelVersion() {
        return modelVersion;
    }

    /** Whether the model was asked for words behind every passage, by the latest answers. */
    public boolean withWords() {
        return withWords;
    }

    /** Returns a record for these books, without its numbers. */
    public SteeringQuestion record(String kind, byte[] content) {
        return SteeringQuestion.newBuilder(empty(kind))
                .setConcept(concept)
                .setRole(role.wireName())
                .setWeakReading(id(ModelRole.WEAK))
                .setStrongReading(id(ModelRole.STRONG))
                .setWeakWords(words.getOrDefault(ModelRole.WEAK, List.of()))
                .setStrongWords(words.getOrDefault(ModelRole.STRONG, List.of()))
                .setContent(ByteBuffer.wrap(content))
                .build();
    }

    private String id(ModelRole of) {
        return readings.containsKey(of) ? readings.get(of).id() : "";
    }

    /** Returns a record for no books in particular, without its numbers. */
    public static SteeringQuestion empty(String kind) {
        return SteeringQuestion.newBuilder()
                .setKind(kind)
                .setSolution(0)
                .setNumber(0)
                .setConcept("")
                .setRole("")
                .setWeakReading("")
                .setStrongReading("")
                .setWeakWords(List.of())
                .setStrongWords(List.of())
                .setContent(ByteBuffer.allocate(0))
                .setVersion(0)
                .setBooks(0)
                .setDiverged(false)
                .setPartitions(List.of())
                .build();
    }
}
