// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.gumshoe.schemas.Activation;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.schemas.RefinementMetric;
import org.gumshoe.schemas.StitchRow;
import org.gumshoe.schemas.TopicModelRow;
import org.junit.jupiter.api.Test;

class TopicDoorTest {
    private static final String SHA256 = "0123456789abcdef".repeat(4);

    private static ModelAnnouncement weak(long version) {
        return new ModelAnnouncement(
                "weak", "tiny", "/nowhere", SHA256, "gpt2", 4, 2, List.of(1, 2), List.of(1), version);
    }

    private static Activation activation() {
        return Activation.newBuilder()
                .setBook("b")
                .setIndex(3)
                .setRole("weak")
                .setModel(SHA256)
                .setWidth(1)
                .setTokens(1)
                .setLayers(List.of(2))
                .setPooled(List.of(ByteBuffer.allocate(2)))
                .build();
    }

    @SuppressWarnings("unchecked")
    private static <V> byte[] bytes(Topic<?> topic, V value) {
        return ((Topic<V>) topic).values().serializer().serialize(topic.name(), value);
    }

    private static void takes(Topic<?> topic, String key, SpecificRecord value) {
        assertThatCode(() -> topic.read(key, bytes(topic, value), 0)).doesNotThrowAnyException();
    }

    private static void refuses(Topic<?> topic, String key, SpecificRecord value, String... words) {
        assertThatThrownBy(() -> topic.read(key, bytes(topic, value), 0))
                .isInstanceOf(UnreadableRecord.class)
                .hasMessageContaining("topic " + topic.name())
                .hasMessageContainingAll(words);
    }

    @Test
    void aRecordLiesUnderItsOwnKey() {
        takes(Topics.LANGUAGE_MODELS, "weak", weak(1));
        takes(Topics.LANGUAGE_MODELS, "weak|0123456789ab@1.2", weak(1));
        refuses(Topics.LANGUAGE_MODELS, "strong", weak(1), "'strong'", "'weak'");
        refuses(Topics.LANGUAGE_MODELS, "weak|another@1.2", weak(1), "'weak|0123456789ab@1.2'");
        takes(Topics.ACTIVATIONS, "b#3|weak|0123456789ab@2", activation());
        takes(Topics.ACTIVATIONS, "b#3|weak", activation());
        refuses(Topics.ACTIVATIONS, "b#3|strong", activation(), "'b#3|weak'");
        refuses(Topics.ACTIVATIONS, "b#3|weak|0123456789ab@1", activation(), "'b#3|weak|0123456789ab@2'");
        RefinementMetric metric = new RefinementMetric("crime", "auc|weak", 1.0, null, null, 1L, "", 1L);
        takes(Topics.REFINEMENT_METRICS, "crime|auc|weak", metric);
        refuses(Topics.REFINEMENT_METRICS, "crime|auc|strong", metric, "'crime|auc|weak'");
    }

    @Test
    void rowsAndTheirManifestDoNotReplaceOneAnother() {
        takes(Topics.TOPIC_MODEL, "murder", new TopicModelRow(1L, List.of(1f)));
        refuses(Topics.TOPIC_MODEL, Topics.MANIFEST, new TopicModelRow(1L, List.of(1f)), "(word)");
        takes(Topics.STITCH_MAP, "1|2|3", new StitchRow(1L, List.of(1f)));
        refuses(Topics.STITCH_MAP, Topics.MANIFEST, new StitchRow(1L, List.of(1f)), "(row)");
    }

    @Test
    void aTombstoneAndTheKeysFormAreChecked() {
        assertThat(Topics.CONCEPTS.read("crime", null, 0)).isNull();
        assertThatThrownBy(() -> Topics.PASSAGES.read("no index", null, 0))
                .isInstanceOf(UnreadableRecord.class)
                .hasMessageContainingAll("passages", "'no index'", "form");
        assertThatThrownBy(() -> Topics.CONCEPTS.read(null, null, 0)).hasMessageContaining("key null");
    }

    /** A version that leaves no number for the next would be in force for ever. */
    @Test
    void aVersionIsNotFarAheadOfItsOffset() {
        takes(Topics.LANGUAGE_MODELS, "weak", weak(1_000_000));
        refuses(Topics.LANGUAGE_MODELS, "weak", weak(1_000_001), "1000001", "offset 0");
        refuses(Topics.LANGUAGE_MODELS, "weak", weak(Long.MAX_VALUE), "count up");
        refuses(Topics.TOPIC_MODEL, "murder", new TopicModelRow(Long.MAX_VALUE, List.of(1f)), "version");
        byte[] next = bytes(Topics.LANGUAGE_MODELS, weak(1_000_001));
        assertThat(Topics.LANGUAGE_MODELS.read("weak", next, 1).getVersion()).isEqualTo(1_000_001);
    }

    @Test
    void aRecordWithoutATimeComesWhenItIsRead() {
        long before = System.currentTimeMillis();
        TopicPartition partition = new TopicPartition("books", 0);
        ConsumerRecords<String, String> read = new ConsumerRecords<>(
                Map.of(partition, List.of(at(0, 7), at(1, -1))), Map.of(partition, new OffsetAndMetadata(2)));

        ConsumerRecords<String, String> timed = new ArrivalTime<String, String>().onConsume(read);

        assertThat(timed.records(partition)).extracting(ConsumerRecord::offset).containsExactly(0L, 1L);
        assertThat(timed.records(partition).getFirst().timestamp()).isEqualTo(7);
        assertThat(timed.records(partition).getLast().timestamp()).isBetween(before, before + 60_000);
        assertThat(timed.nextOffsets()).isEqualTo(read.nextOffsets());
    }

    private static ConsumerRecord<String, String> at(long offset, long timestamp) {
        return new ConsumerRecord<>(
                "books",
                0,
                offset,
                timestamp,
                TimestampType.CREATE_TIME,
                1,
                1,
                "b",
                "text",
                new RecordHeaders(),
                Optional.empty());
    }
}
