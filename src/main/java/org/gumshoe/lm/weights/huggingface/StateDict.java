// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights.huggingface;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.gumshoe.BadInputException;
import org.gumshoe.VisibleText;

/**
 * The tensors by name among what a PyTorch file holds. Training scripts wrap them in dictionaries of
 * other things, and data-parallel training puts a word before their names.
 */
final class StateDict {
    private static final int MAX_DEPTH = 4;
    private static final Pattern WRAPPER = Pattern.compile("^(?:module|_orig_mod)\\.");

    /** A dictionary of tensors, and the keys that lead to it. */
    private record Found(String path, Map<String, PickledTensor> tensors) {}

    private StateDict() {}

    /**
     * Finds the only dictionary of tensors.
     *
     * @param file file to name in error messages
     * @param root as {@link TensorPickle#read} returns it
     * @throws BadInputException when there is none, or several
     */
    static Map<String, PickledTensor> in(String file, Object root) {
        List<Found> found = new ArrayList<>();
        collect("", root, MAX_DEPTH, found, Collections.newSetFromMap(new IdentityHashMap<>()));
        if (found.isEmpty()) {
            throw new BadInputException(file + " holds no dictionary of tensors; save the model's state_dict.");
        }
        if (found.size() > 1) {
            throw new BadInputException(
                    "%s holds several dictionaries of tensors (%s); save one of them, the model's state_dict."
                            .formatted(
                                    file,
                                    VisibleText.quoted(String.join(
                                            ", ",
                                            found.stream().map(Found::path).toList()))));
        }
        return unwrapped(found.getFirst().tensors);
    }

    /** @param seen dictionaries that were looked into; one may be in others without end */
    private static void collect(String path, Object value, int depth, List<Found> found, Set<Object> seen) {
        if (!(value instanceof Map<?, ?> dictionary) || depth == 0 || !seen.add(dictionary)) {
            return;
        }
        Map<String, PickledTensor> tensors = new LinkedHashMap<>();
        dictionary.forEach((name, entry) -> {
            if (name instanceof String text && entry instanceof PickledTensor saved) {
                tensors.put(text, saved);
            }
        });
        if (!tensors.isEmpty()) {
            found.add(new Found(path.isEmpty() ? "the whole" : path, tensors));
            return;
        }
        dictionary.forEach((name, entry) -> {
            // what an optimiser keeps of each weight is no model
            if (name instanceof String text && !text.contains("optim")) {
                collect(path.isEmpty() ? text : path + "." + text, entry, depth - 1, found, seen);
            }
        });
    }

    private static Map<String, PickledTensor> unwrapped(Map<String, PickledTensor> tensors) {
        Map<String, PickledTensor> names = tensors;
        while (!names.isEmpty()
                && names.keySet().stream()
                        .allMatch(name -> WRAPPER.matcher(name).find())) {
            Map<String, PickledTensor> inner = new LinkedHashMap<>();
            names.forEach((name, tensor) -> inner.put(WRAPPER.matcher(name).replaceFirst(""), tensor));
            names = inner;
        }
        return names;
    }
}
