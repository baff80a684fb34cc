// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.records;

import java.util.List;
import java.util.stream.Collectors;
import org.gumshoe.schemas.Activation;
import org.gumshoe.schemas.LanguageModel;

/**
 * What decides how a passage is read: a model and the layers at which its residual stream is kept.
 * Activations of different readings live side by side under keys of their own, so that a model that
 * was left can be taken up again without reading anything anew.
 *
 * @param model SHA-256
 */
public record ModelReading(String model, List<Integer> layers) {
    /** As much of the hash as tells models apart in a key. */
    private static final int PREFIX = 12;

    public ModelReading {
        layers = List.copyOf(layers);
    }

    public static ModelReading of(Activation activation) {
        return new ModelReading(activation.getModel(), activation.getLayers());
    }

    public static ModelReading of(LanguageModel model) {
        return new ModelReading(model.getSha256(), model.getReadLayers());
    }

    /** Short, for keys: {@code 0123456789ab@9.10}. */
    public String id() {
        return model.substring(0, Math.min(PREFIX, model.length())) + "@" + joined();
    }

    /** In full: {@code sha256@9.10}. */
    @Override
    public String toString() {
        return model + "@" + joined();
    }

    private String joined() {
        return layers.stream().map(String::valueOf).collect(Collectors.joining("."));
    }

    /** Key of an activation of this reading. */
    public String key(String passage, String role) {
        return KeyText.join(passage, role, id());
    }

    /**
     * The consumer group that reads passages this way: another reading has all of them before it,
     * and a former one goes on where it stopped.
     */
    public String group(String role) {
        return "gumshoe-reading-" + role + "-" + model + "-" + joined();
    }

    /**
     * False for what a former version of this program wrote, under keys that told no readings
     * apart.
     */
    public static boolean isKeyOf(String key, Activation activation) {
        return key.equals(ActivationKey.of(activation).format());
    }

    /** The passage that an activation's key speaks of. */
    public static String passage(String key) {
        int end = key.indexOf(KeyText.SEPARATOR);
        return end < 0 ? key : key.substring(0, end);
    }
}
