// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights.gguf;

import java.nio.file.Path;
import java.util.Map;
import org.gumshoe.BadInputException;

/** The key-value part of a GGUF file, with typed access that complains in a sentence. */
public record GgufMetadata(Path file, Map<String, Object> values) {
    boolean has(String key) {
        return values.containsKey(key);
    }

    String string(String key, String otherwise) {
        return values.get(key) instanceof String s ? s : otherwise;
    }

    String string(String key) {
        return required(key, string(key, null));
    }

    int integer(String key) {
        return required(key, values.get(key) instanceof Number n ? n.intValue() : first(key));
    }

    int integer(String key, int otherwise) {
        return has(key) ? integer(key) : otherwise;
    }

    double real(String key) {
        return required(key, values.get(key) instanceof Number n ? n.doubleValue() : null);
    }

    double real(String key, double otherwise) {
        return has(key) ? real(key) : otherwise;
    }

    boolean flag(String key, boolean otherwise) {
        return values.get(key) instanceof Boolean b ? b : otherwise;
    }

    String[] strings(String key) {
        return required(key, values.get(key) instanceof String[] s ? s : null);
    }

    /** Numbers of an array, or null when the file has none of that name. */
    double[] numbers(String key) {
        return values.get(key) instanceof double[] n ? n : null;
    }

    /** Some files give a number for each block; those that we read have the same everywhere. */
    private Integer first(String key) {
        return values.get(key) instanceof double[] n && n.length > 0 ? (int) n[0] : null;
    }

    private <T> T required(String key, T value) {
        if (value == null) {
            throw new BadInputException(
                    file + " has no usable \"" + key + "\" in its GGUF metadata; convert the model again.");
        }
        return value;
    }
}
