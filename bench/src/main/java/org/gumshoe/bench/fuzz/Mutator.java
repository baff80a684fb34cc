// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ContainerNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** A mutator of inputs: one to four changes of bits, numbers, pieces or JSON values. */
public final class Mutator {
    private static final ObjectMapper JSON = new ObjectMapper();
    public static final long[] NUMBERS = {
        0,
        1,
        -1,
        2,
        3,
        7,
        127,
        128,
        255,
        256,
        32767,
        65535,
        65536,
        1 << 24,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        0xFFFFFFFFL,
        1L << 32,
        1L << 40,
        1L << 61,
        Long.MAX_VALUE,
        Long.MIN_VALUE
    };
    public static final String[] PIECES = {
        "'",
        "(",
        ". (",
        "<b>",
        "<table><b>",
        "</p>",
        "&nbsp;",
        "\u00a0",
        "a\u0301\u0323",
        "[",
        "{\"a\":",
        "&",
        "\u2029",
        "]]>",
        "<!--",
        "\n",
        "\0",
        "../",
        "\"",
        "1e999",
        "-0",
        "\ud83d\ude00",
        "\u202e"
    };

    private final Random random;

    public Mutator(Random random) {
        this.random = random;
    }

    public byte[] mutate(List<byte[]> seeds) {
        byte[] input = seeds.get(random.nextInt(seeds.size()));
        for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
            input = change(input, seeds);
        }
        return input;
    }

    private byte[] change(byte[] input, List<byte[]> seeds) {
        if (input.length == 0) {
            return new byte[] {(byte) random.nextInt()};
        }
        return switch (random.nextInt(9)) {
            case 0 -> flip(input);
            case 1 -> number(input);
            case 2 -> Arrays.copyOf(input, random.nextInt(input.length));
            case 3 -> splice(input, seeds.get(random.nextInt(seeds.size())));
            case 4 -> repeat(input);
            case 5 -> insert(input, PIECES[random.nextInt(PIECES.length)].repeat(1 << random.nextInt(14)));
            case 6 -> decimal(input);
            default -> json(input);
        };
    }

    /** Returns a place, as often as not in the first part, where headers are. */
    private int place(int length) {
        return random.nextInt(random.nextBoolean() ? length : Math.min(length, 2000));
    }

    private byte[] flip(byte[] input) {
        byte[] changed = input.clone();
        changed[place(input.length)] ^= (byte) (1 << random.nextInt(8));
        return changed;
    }

    private byte[] number(byte[] input) {
        int size = 1 << random.nextInt(4);
        if (input.length < size) {
            return flip(input);
        }
        byte[] changed = input.clone();
        byte[] number = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(NUMBERS[random.nextInt(NUMBERS.length)])
                .array();
        System.arraycopy(number, 0, changed, place(input.length - size + 1), size);
        return changed;
    }

    private byte[] splice(byte[] input, byte[] other) {
        int cut = random.nextInt(input.length + 1);
        return concat(Arrays.copyOf(input, cut), Arrays.copyOfRange(other, Math.min(cut, other.length), other.length));
    }

    private byte[] repeat(byte[] input) {
        int from = place(input.length);
        int to = Math.min(input.length, from + 1 + random.nextInt(1000));
        byte[] piece = Arrays.copyOfRange(input, from, to);
        byte[] head = Arrays.copyOf(input, random.nextBoolean() ? to : from);
        return concat(head, random.nextBoolean() ? piece : new byte[0], Arrays.copyOfRange(input, to, input.length));
    }

    private byte[] insert(byte[] input, String piece) {
        int at = place(input.length);
        return concat(
                Arrays.copyOf(input, at),
                piece.getBytes(StandardCharsets.UTF_8),
                Arrays.copyOfRange(input, at, input.length));
    }

    /** Replaces a run of digits, in JSON, XML or a NumPy header. */
    private byte[] decimal(byte[] input) {
        int from = place(input.length);
        while (from < input.length && !(input[from] >= '0' && input[from] <= '9')) {
            from++;
        }
        int to = from;
        while (to < input.length && input[to] >= '0' && input[to] <= '9') {
            to++;
        }
        String number = Long.toString(NUMBERS[random.nextInt(NUMBERS.length)]);
        return concat(
                Arrays.copyOf(input, from),
                number.getBytes(StandardCharsets.US_ASCII),
                Arrays.copyOfRange(input, to, input.length));
    }

    private byte[] json(byte[] input) {
        if (input[0] != '{' && input[0] != '[') {
            return number(input);
        }
        try {
            JsonNode root = JSON.readTree(input);
            List<ContainerNode<?>> containers = new ArrayList<>();
            collect(root, containers);
            ContainerNode<?> chosen = containers.get(random.nextInt(containers.size()));
            JsonNode value = containers.get(random.nextInt(containers.size())).deepCopy();
            value = random.nextInt(3) == 0 ? value : scalar();
            if (chosen instanceof ObjectNode object && !object.isEmpty()) {
                List<String> names = new ArrayList<>();
                object.fieldNames().forEachRemaining(names::add);
                String name = names.get(random.nextInt(names.size()));
                if (random.nextInt(4) == 0) {
                    object.remove(name);
                } else {
                    object.set(name, value);
                }
            } else if (chosen instanceof ArrayNode array) {
                array.insert(random.nextInt(array.size() + 1), value);
            }
            return JSON.writeValueAsBytes(root);
        } catch (IOException noJson) {
            return flip(input);
        }
    }

    private JsonNode scalar() {
        return switch (random.nextInt(7)) {
            case 0 -> JSON.getNodeFactory().nullNode();
            case 1 -> JSON.getNodeFactory().booleanNode(random.nextBoolean());
            case 2 -> JSON.getNodeFactory().textNode(PIECES[random.nextInt(PIECES.length)]);
            case 3 -> JSON.getNodeFactory().textNode("");
            case 4 -> JSON.getNodeFactory().numberNode(random.nextGaussian() * Math.pow(10, random.nextInt(30)));
            default -> JSON.getNodeFactory().numberNode(NUMBERS[random.nextInt(NUMBERS.length)]);
        };
    }

    private static void collect(JsonNode node, List<ContainerNode<?>> containers) {
        if (node instanceof ContainerNode<?> container) {
            containers.add(container);
        }
        int left = 100; // a vocabulary has thousands of values like one another
        for (JsonNode child : node) {
            if (left-- > 0) {
                collect(child, containers);
            }
        }
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
