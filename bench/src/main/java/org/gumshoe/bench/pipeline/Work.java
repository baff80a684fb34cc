// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.pipeline;

import java.util.List;
import java.util.stream.Stream;

/** Kinds of work that a stack of method calls can be at, as {@link CpuProfile} tells them apart. */
enum Work {
    COMPUTATION("the computation itself"),
    SERIALISATION("serialisation"),
    STORES("stores"),
    CLIENTS("Kafka's clients and Streams"),
    BROKER("the broker"),
    SERVICES("the services' own code"),
    OTHER("threads of the JDK, of the page and of metrics"),
    GARBAGE("the VM: garbage"),
    VM("the VM: compilation, threads of native libraries");

    private static final List<String> OF_BROKER = List.of(
            "kafka.",
            "org.apache.kafka.server.",
            "org.apache.kafka.network.",
            "org.apache.kafka.raft.",
            "org.apache.kafka.controller.",
            "org.apache.kafka.image.",
            "org.apache.kafka.metadata.",
            "org.apache.kafka.storage.",
            "org.apache.kafka.coordinator.");
    private static final List<String> OF_STORES = List.of("org.rocksdb.", "org.apache.kafka.streams.state.");
    private static final List<String> OF_SERIALISATION = List.of(
            "org.apache.avro.",
            "org.gumshoe.schemas.",
            "org.apache.kafka.common.serialization.",
            "org.gumshoe.services.common.kafka.AvroSerde",
            "org.gumshoe.services.common.kafka.DecodedValue",
            "org.gumshoe.services.common.records.HalfPrecision",
            "org.gumshoe.services.common.records.FloatLists");
    private static final String SERVICES_CODE = "org.gumshoe.services.";
    private static final List<String> OF_COMPUTATION = List.of("org.gumshoe.", "smile.", "ai.djl.");
    private static final String CLIENTS_CODE = "org.apache.kafka.";

    private final String words;

    Work(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }

    /** Returns whether the work is there only because there is a stream. */
    boolean isOfTheStream() {
        return this != COMPUTATION && !isOfTheVm();
    }

    boolean isOfTheVm() {
        return this == GARBAGE || this == VM;
    }

    /**
     * Returns what a stack is at: the broker's is that of its threads, and all others what the
     * innermost method belongs to that any kind claims.
     *
     * @param classes names of the methods' classes, the innermost first
     */
    static Work of(List<String> classes) {
        if (classes.stream().anyMatch(name -> isOf(name, OF_BROKER))) return BROKER;
        return classes.stream().flatMap(Work::claimed).findFirst().orElse(OTHER);
    }

    private static Stream<Work> claimed(String name) {
        if (isOf(name, OF_STORES)) return Stream.of(STORES);
        if (isOf(name, OF_SERIALISATION)) return Stream.of(SERIALISATION);
        if (name.startsWith(SERVICES_CODE)) return Stream.of(SERVICES);
        if (isOf(name, OF_COMPUTATION)) return Stream.of(COMPUTATION);
        return name.startsWith(CLIENTS_CODE) ? Stream.of(CLIENTS) : Stream.empty();
    }

    private static boolean isOf(String name, List<String> prefixes) {
        return prefixes.stream().anyMatch(name::startsWith);
    }
}
