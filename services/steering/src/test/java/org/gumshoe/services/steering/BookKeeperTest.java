// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
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
import org.gumshoe.services.steering.asking.AskedBooks;
import org.gumshoe.steer.refine.QuestionFormat;
import org.gumshoe.steer.refine.ShardSums;
import org.gumshoe.steer.shards.Answer;
import org.gumshoe.steer.shards.Question;
import org.junit.jupiter.api.Test;

/** Questions to the books of a partition, which this test asks in the place of a solver that is at rest. */
class BookKeeperTest extends SixteenBooksFixture {
    private static final long SOLUTION = 42;

    private final TestInputTopic<String, SteeringQuestion> commands = test.in(Topics.STEERING_COMMANDS);
    private final TestOutputTopic<String, SpecificRecord> reports = test.driver()
            .createOutputTopic(
                    "gumshoe-steering-steering-reports-repartition",
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

    private void send(String kind, long solution) {
        commands.pipeInput(OwnKey.QUESTION, question(kind, solution, 0));
    }

    private List<SteeringAnswer> answers(SteeringQuestion question) {
        try {
            return line.ask(question);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private SteeringAnswer ask(long solution, int number) {
        List<SteeringAnswer> answers = answers(question("ask", solution, number));
        assertThat(answers).hasSize(1);
        assertThat(answers.getFirst().getNumber()).isEqualTo(number);
        return answers.getFirst();
    }

    /** States in which the partition said that its books are in these hands, or open. */
    private List<Long> announced() {
        return reports.readValuesToList().stream()
                .filter(SteeringAnswer.class::isInstance)
                .map(record -> ((SteeringAnswer) record).getState())
                .toList();
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
    void theBeginningSumsWhatHasChangedAndUntilTheEndTheBooksStay() {
        sendBooks();
        settled();
        send("begin", SOLUTION);
        SteeringAnswer first = ask(SOLUTION, 1);
        assertThat(passages(first)).isEqualTo(BOOKS * EACH);
        assertThat(announced()).last().isEqualTo(first.getState());

        remove(3, 0);
        remove(4, 1);
        test.advance(Duration.ofSeconds(5));
        SteeringAnswer again = ask(SOLUTION, 1);
        assertThat(again).as("the same question twice").isEqualTo(first);
        SteeringAnswer next = ask(SOLUTION, 2);
        assertThat(next.getState()).isEqualTo(first.getState());
        assertThat(next.getSums()).as("the same books").isEqualTo(first.getSums());

        send("end", SOLUTION);
        assertThat(answers(question("ask", SOLUTION, 3)))
                .as("an end has no answers")
                .isEmpty();
        test.advance(Duration.ofSeconds(1));
        send("begin", SOLUTION + 1);
        assertThat(answers(question("ask", SOLUTION, 4)))
                .as("not of a former solution")
                .isEmpty();
        SteeringAnswer later = ask(SOLUTION + 1, 1);
        assertThat(passages(later)).isEqualTo(BOOKS * EACH - 2);
        assertThat(later.getState()).isNotEqualTo(first.getState());
    }

    @Test
    void whoTakesThePartitionOverSaysSo() {
        test.advance(Duration.ofSeconds(1));

        assertThat(announced()).first().isEqualTo(0L);
    }

    @Test
    void thePartitionGoesOnAfterTheEndAlone() {
        sendBooks();
        settled();
        send("begin", SOLUTION);
        remove(3, 0);
        reports.readValuesToList();

        test.advance(Duration.ofMinutes(1));
        assertThat(changes()).isEmpty();
        send("end", SOLUTION);
        test.advance(Duration.ofSeconds(2));
        assertThat(changes()).isNotEmpty();
    }

    private List<SpecificRecord> changes() {
        return reports.readValuesToList().stream()
                .filter(SteeringChanges.class::isInstance)
                .toList();
    }

    @Test
    void whatCannotBeAnsweredIsRefusedAndNoLetter() {
        sendBooks();
        SteeringQuestion question = question("ask", SOLUTION, 1);
        question.setContent(ByteBuffer.wrap(new byte[] {1, 99}));
        send("begin", SOLUTION);

        assertThat(answers(question))
                .singleElement()
                .satisfies(answer -> assertThat(answer.getRefusal()).contains("same release"));
        assertThat(deadLetters.isEmpty()).isTrue();
    }
}
