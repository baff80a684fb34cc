// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.gumshoe.schemas.StoryRequest;
import org.gumshoe.services.common.kafka.DeadLetters;
import org.gumshoe.services.common.kafka.DecodedValue;
import org.gumshoe.services.common.kafka.Topics;
import org.junit.jupiter.api.Test;

/** Tests of what is committed, and with which dead letters; Kafka clients without a broker. */
class RequestQueueTest {
    private static final TopicPartition PARTITION = new TopicPartition(Topics.STORY_REQUESTS.name(), 0);

    private final MockConsumer<String, DecodedValue<StoryRequest>> consumer = new MockConsumer<>("earliest");
    private final MockProducer<String, byte[]> answers =
            new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());
    private final MockProducer<String, byte[]> letters =
            new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());
    private final RequestQueue requests =
            new RequestQueue(consumer, new HeldLetters(letters), new TokenSink(answers, () -> false));
    private long offset;

    RequestQueueTest() {
        letters.initTransactions();
        consumer.subscribe(List.of(PARTITION.topic()), requests);
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        consumer.rebalance(List.of(PARTITION));
    }

    private void ask(String id) {
        StoryRequest request = StoryRequest.newBuilder()
                .setStory(id)
                .setConcept("crime")
                .setPrompt("It was a quiet evening.")
                .setArm("unsteered")
                .setSeed(3)
                .setTokens(3)
                .build();
        add(id, new DecodedValue<>(request, null, null));
    }

    private void sendGarbage(String key) {
        add(key, new DecodedValue<>(null, new byte[] {1, 2}, new IllegalArgumentException("not Avro")));
    }

    private void add(String key, DecodedValue<StoryRequest> value) {
        consumer.addRecord(new ConsumerRecord<>(PARTITION.topic(), 0, offset++, key, value));
    }

    /** Offsets that were committed, one after another. */
    private List<Long> commits() {
        return letters.consumerGroupOffsetsHistory().stream()
                .map(commit -> commit.get("dummy.group.id").get(PARTITION).offset())
                .toList();
    }

    private List<String> buried() {
        return letters.history().stream()
                .map(letter -> new String(
                        letter.headers().lastHeader(DeadLetters.OFFSET).value()))
                .toList();
    }

    @Test
    void onlyWhatIsAnsweredIsCommitted() {
        ask("long");
        ask("short");
        requests.poll(Duration.ZERO);
        List<RequestQueue.Request> both = requests.waiting();

        requests.answered(both.getLast());
        requests.commit();
        assertThat(commits()).isEmpty();

        requests.answered(both.getFirst());
        requests.commit();
        requests.commit();
        assertThat(commits()).containsExactly(2L);
    }

    @Test
    void aLetterIsSentWithTheCommitOfItsRequest() {
        sendGarbage("first");
        ask("long");
        sendGarbage("second");
        requests.poll(Duration.ZERO);
        requests.commit();
        assertThat(buried()).as("what may be read again has no letter yet").containsExactly("0");
        assertThat(answers.history())
                .as("whoever waits is told at once")
                .extracting(entry -> entry.key())
                .containsExactly("first", "second");

        requests.answered(requests.waiting().getFirst());
        requests.commit();
        assertThat(buried()).containsExactly("0", "2");
        assertThat(commits()).containsExactly(1L, 3L);
    }

    @Test
    void duringARebalanceNothingIsCommittedAndNoLetterIsSeen() {
        sendGarbage("first");
        requests.poll(Duration.ZERO);
        letters.sendOffsetsToTransactionException = new CommitFailedException("the group has another generation");
        requests.commit();
        assertThat(buried()).isEmpty();

        letters.sendOffsetsToTransactionException = null;
        requests.commit();
        assertThat(buried()).containsExactly("0");
        assertThat(commits()).containsExactly(1L);
    }

    @Test
    void whatAnotherInstanceReadsFromNowOnHasItsLetterThere() {
        ask("long");
        sendGarbage("behind");
        requests.poll(Duration.ZERO);
        RequestQueue.Request request = requests.waiting().getFirst();
        requests.take(request);

        requests.onPartitionsRevoked(List.of(PARTITION));
        requests.bury(request, new IllegalStateException("this model fails"));
        requests.answered(request);
        requests.commit();

        assertThat(requests.isAnswered(request)).isTrue();
        assertThat(buried()).isEmpty();
        assertThat(commits()).isEmpty();
    }

    /** As after a pause that is longer than the session: the group takes the partition and gives it back. */
    private void losePartitionAndGetItBack() {
        requests.onPartitionsLost(List.of(PARTITION));
        consumer.rebalance(List.of());
        consumer.rebalance(List.of(PARTITION));
        consumer.seek(PARTITION, 0);
        offset = 0;
    }

    @Test
    void aRequestThatComesBackWhileItIsAnsweredIsNotBegunAnew() {
        ask("running");
        ask("done meanwhile");
        ask("waiting");
        requests.poll(Duration.ZERO);
        List<RequestQueue.Request> taken = requests.waiting().subList(0, 2);
        taken.forEach(requests::take);
        losePartitionAndGetItBack();
        requests.answered(taken.getLast());
        ask("running");
        ask("done meanwhile");
        ask("waiting");
        requests.poll(Duration.ZERO);
        assertThat(requests.waiting())
                .extracting(request -> request.story().getStory())
                .containsExactly("waiting");
        assertThat(requests.isAnswered(taken.getFirst())).isFalse();

        requests.commit();
        assertThat(commits()).isEmpty();
        requests.answered(taken.getFirst());
        requests.commit();
        assertThat(commits()).containsExactly(2L);
    }

    @Test
    void aRequestThatNobodyAnswersAnyMoreIsBegunAnewWhenItComesBack() {
        ask("failed");
        requests.poll(Duration.ZERO);
        List<RequestQueue.Request> taken = requests.waiting();
        requests.take(taken.getFirst());
        requests.onPartitionsLost(List.of(PARTITION));
        requests.release(taken);
        losePartitionAndGetItBack();
        ask("failed");
        requests.poll(Duration.ZERO);
        assertThat(requests.waiting()).hasSize(1);
    }

    @Test
    void aFloodOfBrokenRequestsIsReadNoFurtherThanItsLettersCanBeHeld() {
        ask("long");
        for (int i = 0; i < 3 * HeldLetters.MOST; i++) {
            sendGarbage("broken");
            requests.poll(Duration.ZERO);
        }
        requests.answered(requests.waiting().getFirst());
        requests.commit();
        assertThat(buried()).hasSize(HeldLetters.MOST);
        assertThat(commits()).containsExactly(HeldLetters.MOST + 1L);
    }
}
