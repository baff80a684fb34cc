// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.records;

import java.util.List;
import java.util.stream.Collectors;
import org.gumshoe.schemas.Activation;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.schemas.SteeringVector;

/**
 * Identity of a way to read passages: a model and the layers whose residual stream is kept.
 * Activations of different readings have different keys, so that a former model can come back
 * without reading its passages again.
 *
 * @param model SHA-256 of the model
 */
public record ModelReading(String model, List<Integer> layers) {
    /** Digits of the hash that tell models apart in a key. */
    private static final int KEY_DIGITS = 12;

    public ModelReading {
        layers = List.copyOf(layers);
    }

    public static ModelReading of(Activation activation) {
        return new ModelReading(activation.getModel(), activation.getLayers());
    }

    public static ModelReading of(ModelAnnouncement model) {
        return new ModelReading(model.getSha256(), model.getReadLayers());
    }

    /** Short form for keys: {@code 0123456789ab@9.10}. */
    public String id() {
        return shortened(model) + "@" + joinedLayers();
    }

    /** Returns the digits of a model's SHA-256 that stand in keys. */
    static String shortened(String sha256) {
        return sha256.substring(0, Math.min(KEY_DIGITS, sha256.length()));
    }

    /** Full form: {@code sha256@9.10}. */
    @Override
    public String toString() {
        return model + "@" + joinedLayers();
    }

    private String joinedLayers() {
        return layers.stream().map(String::valueOf).collect(Collectors.joining("."));
    }

    /** Returns whether a vector was made from what this reading is in a role. */
    public boolean hasMade(SteeringVector vector, String role) {
        return toString().equals(vector.getReadings().get(role));
    }

    /** Returns the key of an activation that this reading made of a passage. */
    public String key(String passage, String role) {
        return KeyText.join(passage, role, id());
    }

    /**
     * Returns the consumer group that reads passages this way. Another reading has its own group
     * and starts with all passages; a former reading continues where its group stopped.
     */
    public String group(String role) {
        return groups(role) + model + "-" + joinedLayers();
    }

    /** Returns how the consumer groups of all readings of a role begin. */
    public static String groups(String role) {
        return "gumshoe-reading-" + role + "-";
    }

    /**
     * Returns whether an activation has the key of its reading. The first version of Gumshoe wrote
     * keys without a reading.
     */
    public static boolean isKeyOf(String key, Activation activation) {
        return key.equals(ActivationKey.of(activation).format());
    }

    /** Returns the key of the passage that an activation was read from. */
    public static String passage(String key) {
        return ActivationKey.parse(key)
                .map(activation -> activation.passage().format())
                .orElseGet(() -> ofFirstVersion(key));
    }

    private static String ofFirstVersion(String key) {
        int end = key.indexOf(KeyText.SEPARATOR);
        return end < 0 ? key : key.substring(0, end);
    }
}
