// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class WorkTest {
    private static final String STREAM_THREAD = "org.apache.kafka.streams.processor.internals.StreamThread";
    private static final String SERVICE = "org.gumshoe.services.stitch.StitchSolver";

    @Test
    void theInnermostMethodThatBelongsSomewhereDecides() {
        assertThat(Work.of(List.of("java.util.HashMap", "org.gumshoe.stitch.Moments", SERVICE, STREAM_THREAD)))
                .isEqualTo(Work.COMPUTATION);
        assertThat(Work.of(List.of("java.util.HashMap", SERVICE, STREAM_THREAD)))
                .isEqualTo(Work.SERVICES);
        assertThat(Work.of(List.of("java.nio.Bits", STREAM_THREAD))).isEqualTo(Work.CLIENTS);
        assertThat(Work.of(List.of("org.rocksdb.RocksDB", SERVICE, STREAM_THREAD)))
                .isEqualTo(Work.STORES);
    }

    @Test
    void whatAStoreWritesIsSerialisedFirst() {
        assertThat(Work.of(List.of(
                        "org.apache.avro.io.BinaryEncoder",
                        "org.gumshoe.services.common.kafka.AvroSerde",
                        "org.apache.kafka.streams.state.internals.MeteredKeyValueStore",
                        SERVICE)))
                .isEqualTo(Work.SERIALISATION);
    }

    @Test
    void aThreadOfTheBrokerIsTheBrokersWhateverItIsAt() {
        assertThat(Work.of(List.of(
                        "java.util.zip.CRC32C",
                        "org.apache.kafka.common.record.DefaultRecordBatch",
                        "kafka.server.KafkaApis")))
                .isEqualTo(Work.BROKER);
        assertThat(Work.of(List.of("java.lang.Thread"))).isEqualTo(Work.OTHER);
    }
}
