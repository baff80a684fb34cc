// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.gumshoe.schemas.SteeringAnswer;
import org.gumshoe.schemas.SteeringChanges;
import org.gumshoe.schemas.SteeringQuestion;
import org.gumshoe.services.common.kafka.AvroSerde;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.OwnKey;
import org.gumshoe.steer.refine.QuestionFormat;
import org.gumshoe.steer.refine.ShardSums;
import org.gumshoe.steer.shards.Answer;
import org.gumshoe.steer.shards.Question;
import org.junit.jupiter.api.Test;

/** Questions to the books of a partition, which this test asks in the place of a solver that is at rest. */
class BookKeeperTest extends SixteenBooksFixture {
    private static final long SOLUTION = 42;

    private final TestInputTopic<String, SteeringQuestion> questions = test.in(Topics.STEERING_QUESTIONS);
    private final TestOutputTopic<String, SpecificRecord> answers = test.driver()
            .createOutputTopic(
                    "gumshoe-steering-steering-answers-repartition",
                    Serdes.String().deserializer(),
                    AvroSerde.<SpecificRecord>of(SteeringChanges.class, SteeringAnswer.class)
                            .deserializer());

    /** Returns the question by which the number of passages is asked for. */
    private static byte[] count() {
        AtomicReference<Question> asked = new AtomicReference<>();
        new ShardSums(
                        question -> {
                            asked.set(question);
                            return Answer.ofSums(new double[24]);
                        },
                        3)
                .passages();
        return new QuestionFormat().write(asked.get());
    }

    private static SteeringQuestion question(String kind, long solution, int number) {
        SteeringQuestion question = AskedBooks.empty(kind);
        question.setSolution(solution);
        question.setNumber(number);
        if (kind.equals("ask")) {
            question.setConcept("crime");
            question.setRole("weak");
            question.setWeakReading(reading("weak", "w").id());
            question.setStrongReading(reading("strong", "s").id());
            question.setContent(ByteBuffer.wrap(count()));
        }
        return question;
    }

    private void send(SteeringQuestion question) {
        questions.pipeInput(OwnKey.QUESTION, question);
    }

    private SteeringAnswer ask(long solution, int number) {
        answers.readValuesToList();
        send(question("ask", solution, number));
        List<SteeringAnswer> own = new ArrayList<>();
        answers.readValuesToList().forEach(record -> {
            if (record instanceof SteeringAnswer answer && answer.getSolution() == solution) own.add(answer);
        });
        assertThat(own).hasSize(1);
        assertThat(own.getFirst().getNumber()).isEqualTo(number);
        return own.getFirst();
    }

    private static int passages(SteeringAnswer answer) {
        assertThat(answer.getRefusal()).isEmpty();
        byte[] bytes = new byte[answer.getSums().remaining()];
        answer.getSums().duplicate().get(bytes);
        double[] counts = Answer.fromBytes(bytes).sums();
        double sum = 0;
        for (int group = counts.length / 2; group < counts.length; group++) sum += counts[group];
        return (int) sum;
    }

    @Test
    void theFirstQuestionSumsWhatHasChangedAndUntilTheEndTheBooksStay() {
        sendBooks();
        settled();
        send(question("begin", SOLUTION, 0));
        SteeringAnswer first = ask(SOLUTION, 1);
        assertThat(passages(first)).isEqualTo(BOOKS * EACH);

        remove(3, 0);
        remove(4, 1);
        test.advance(Duration.ofSeconds(5));
        SteeringAnswer again = ask(SOLUTION, 1);
        assertThat(again).as("the same question twice").isEqualTo(first);
        SteeringAnswer next = ask(SOLUTION, 2);
        assertThat(next.getState()).isEqualTo(first.getState());
        assertThat(next.getSums()).as("the same books").isEqualTo(first.getSums());

        send(question("end", SOLUTION, 3));
        test.advance(Duration.ofSeconds(1));
        SteeringAnswer later = ask(SOLUTION + 1, 0);
        assertThat(passages(later)).isEqualTo(BOOKS * EACH - 2);
        assertThat(later.getState()).isNotEqualTo(first.getState());
    }

    @Test
    void whoHasNotBegunWithASolutionAnswersFromAnotherState() {
        sendBooks();
        SteeringAnswer before = ask(SOLUTION, 5);
        send(question("end", SOLUTION, 6));

        assertThat(ask(SOLUTION, 5).getState()).isNotEqualTo(before.getState());
    }

    @Test
    void thePartitionGoesOnByItselfWhenTheSolverIsGone() {
        sendBooks();
        settled();
        send(question("begin", SOLUTION, 0));
        remove(3, 0);
        answers.readValuesToList();

        test.advance(BookKeeper.PATIENCE.minusSeconds(1));
        assertThat(changes()).isEmpty();
        test.advance(Duration.ofSeconds(2));
        assertThat(changes()).isNotEmpty();
    }

    private List<SpecificRecord> changes() {
        return answers.readValuesToList().stream()
                .filter(SteeringChanges.class::isInstance)
                .toList();
    }

    @Test
    void whatCannotBeAnsweredIsRefusedAndNoLetter() {
        sendBooks();
        SteeringQuestion question = question("ask", SOLUTION, 1);
        question.setContent(ByteBuffer.wrap(new byte[] {1, 99}));
        send(question);

        assertThat(answers.readValuesToList())
                .anySatisfy(record -> assertThat(record)
                        .isInstanceOfSatisfying(
                                SteeringAnswer.class,
                                answer -> assertThat(answer.getRefusal()).contains("same release")));
        assertThat(deadLetters.isEmpty()).isTrue();
    }
}
