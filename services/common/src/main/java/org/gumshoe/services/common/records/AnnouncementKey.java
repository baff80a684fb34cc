// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.records;

import java.util.Optional;
import org.gumshoe.schemas.Activation;
import org.gumshoe.schemas.ModelAnnouncement;

/**
 * Key of an announced language model: {@code role} for the model in force, and {@code role|reading}
 * for each model that was ever announced in the role.
 *
 * @param role of the language model, in lower case: weak or strong
 * @param reading id of the model and its layers, see {@link ModelReading#id}; empty for the model
 *     in force
 */
public record AnnouncementKey(String role, Optional<String> reading) {
    /** Key of the model in force in a role. */
    public static AnnouncementKey inForce(String role) {
        return new AnnouncementKey(role, Optional.empty());
    }

    /** Key under which a role remembers this model. */
    public static AnnouncementKey of(ModelAnnouncement model) {
        return of(model.getRole(), ModelReading.of(model).id());
    }

    /** Key under which a role remembers the model and layers of an activation. */
    public static AnnouncementKey of(Activation activation) {
        return of(activation.getRole(), ModelReading.of(activation).id());
    }

    /**
     * Returns whether an activation can come from an announced model: its key holds a part of the
     * model's hash, and the activation must hold all of it.
     */
    public static boolean fits(Activation activation, ModelAnnouncement announced) {
        return activation.getModel().equals(announced.getSha256())
                && activation.getWidth() == announced.getWidth()
                && activation.getLayers().stream().allMatch(layer -> layer <= announced.getBlocks());
    }

    /** Key under which a role remembers one of its models. */
    public static AnnouncementKey of(String role, String reading) {
        return new AnnouncementKey(role, Optional.of(reading));
    }

    /** Reads a key: any text is one. */
    public static AnnouncementKey parse(String key) {
        int at = key.indexOf(KeyText.SEPARATOR);
        return at < 0 ? inForce(key) : of(key.substring(0, at), key.substring(at + 1));
    }

    /** Whether a role remembers one of its models under this key. */
    public boolean isReadingOf(String role) {
        return this.role.equals(role) && reading.isPresent();
    }

    public String format() {
        return reading.map(id -> KeyText.join(role, id)).orElse(role);
    }
}
