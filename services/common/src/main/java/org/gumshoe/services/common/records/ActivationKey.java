// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.records;

import java.util.Optional;
import org.gumshoe.schemas.Activation;

/**
 * Key of an activation: {@code book#index|role|reading}. Each reading has a key of its own, so that
 * activations of several models, and of several layers of one model, lie side by side.
 *
 * @param role of the language model, in lower case: weak or strong
 * @param reading id of the model and its layers, see {@link ModelReading#id}
 */
public record ActivationKey(String bookId, int index, String role, String reading) {
    /**
     * Reads a key; empty when the text is not the key of an activation. Keys without a reading,
     * which the first version of Gumshoe wrote, are not.
     */
    public static Optional<ActivationKey> parse(String key) {
        return KeyText.split(key, 3)
                .flatMap(parts -> PassageKey.parse(parts[0]).map(passage -> of(passage, parts[1], parts[2])));
    }

    /**
     * Returns the key that an activation belongs under.
     *
     * @param key that it lies under; one without a reading is of the first version
     */
    static String of(Activation activation, String key) {
        return parse(key).isPresent() ? of(activation).format() : ofFirstVersion(activation);
    }

    private static String ofFirstVersion(Activation activation) {
        return KeyText.join(PassageKey.of(activation).format(), activation.getRole());
    }

    public static ActivationKey of(Activation activation) {
        return of(
                PassageKey.of(activation),
                activation.getRole(),
                ModelReading.of(activation).id());
    }

    public static ActivationKey of(PassageKey passage, String role, String reading) {
        return new ActivationKey(passage.bookId(), passage.index(), role, reading);
    }

    public PassageKey passage() {
        return new PassageKey(bookId, index);
    }

    public String format() {
        return KeyText.join(passage().format(), role, reading);
    }
}
