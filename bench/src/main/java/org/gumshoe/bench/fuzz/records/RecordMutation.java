// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.fuzz.records;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.apache.avro.specific.SpecificRecord;
import org.gumshoe.bench.fuzz.FuzzTarget;
import org.gumshoe.bench.fuzz.Mutator;
import org.gumshoe.services.common.kafka.Topic;

/**
 * A mutation of one topic's records: of their fields, of their bytes, of their keys. A record whose
 * fields are changed mostly has the key that then belongs to it, or no more than its key would be
 * tried.
 */
final class RecordMutation<V> implements FuzzTarget.Mutation {
    private final Topic<V> topic;

    RecordMutation(Topic<V> topic) {
        this.topic = topic;
    }

    @Override
    public byte[] mutate(List<byte[]> seeds, Random random) {
        RecordInput seed = RecordInput.parse(seeds.get(random.nextInt(seeds.size())));
        return switch (random.nextInt(10)) {
            case 0 -> new Mutator(random).mutate(seeds);
            case 1 -> new RecordInput(seed.key(), changed(seed.value(), random)).format();
            case 2 -> new RecordInput(changed(seed.key(), random), seed.value()).format();
            case 3 ->
                new RecordInput(other(seeds, random).key(), other(seeds, random).value()).format();
            case 4 -> new RecordInput(random.nextBoolean() ? seed.key() : null, null).format();
            default -> fields(seed, random).format();
        };
    }

    private static RecordInput other(List<byte[]> seeds, Random random) {
        return RecordInput.parse(seeds.get(random.nextInt(seeds.size())));
    }

    private static byte[] changed(byte[] bytes, Random random) {
        return bytes == null ? null : new Mutator(random).mutate(List.of(bytes));
    }

    private RecordInput fields(RecordInput seed, Random random) {
        if (seed.value() == null
                || !(topic.values().deserializer().deserialize(topic.name(), seed.value())
                        instanceof SpecificRecord record)) {
            return new RecordInput(seed.key(), changed(seed.value(), random));
        }
        FieldMutator fields = new FieldMutator(random);
        for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
            fields.change(record);
        }
        @SuppressWarnings("unchecked") // as it was decoded
        byte[] value = topic.values().serializer().serialize(topic.name(), (V) record);
        byte[] key = random.nextInt(5) == 0
                ? seed.key()
                : RecordSeeds.key(record)
                        .map(text -> text.getBytes(StandardCharsets.UTF_8))
                        .orElse(seed.key());
        return new RecordInput(key, value);
    }
}
