// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.model;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.gumshoe.pipeline.VectorKind;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.Clients;
import org.gumshoe.services.common.kafka.TopicTable;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.kafka.admin.ConsumerLag;
import org.gumshoe.services.common.records.ModelReading;

/** Takeover by an announced model, from its announcement until its vectors are in force. */
final class ModelTakeover {
    private static final int POLL_MILLIS = 2000;

    private final Settings settings;
    private final ModelAnnouncement model;
    private final PrintWriter out;
    private final ModelReading reading;

    ModelTakeover(Settings settings, ModelAnnouncement model, PrintWriter out) {
        this.settings = settings;
        this.model = model;
        this.out = out;
        this.reading = ModelReading.of(model);
    }

    /** Prints the progress until the model's vectors are in force. */
    void await() throws InterruptedException {
        String group = reading.group(model.getRole());
        long start = System.nanoTime();
        long initialLag = -1;
        try (Admin admin = Clients.admin(settings);
                TopicTable<SteeringVector> vectors = new TopicTable<>(settings, Topics.STEERING_VECTORS)) {
            vectors.requireCaughtUp();
            while (!isInForce(vectors.view(), reading, model.getRole())) {
                ConsumerLag lag = ConsumerLag.of(admin, List.of(group))
                        .getOrDefault(group, Map.of())
                        .get(Topics.PASSAGES.name());
                initialLag = initialLag < 0 && lag != null ? lag.left() : initialLag;
                out.println(progress(lag, initialLag, secondsSince(start)));
                out.flush();
                Thread.sleep(POLL_MILLIS);
            }
        }
        out.printf(Locale.ROOT, "Its vectors are in force after %.0f s.%n", secondsSince(start));
    }

    private static double secondsSince(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private static String progress(ConsumerLag lag, long initialLag, double seconds) {
        if (lag == null) {
            return "waiting for the model to begin";
        }
        if (lag.left() == 0) {
            return "all read; waiting for its map and vectors";
        }
        long read = initialLag - lag.left();
        String estimate = read > 0 ? String.format(Locale.ROOT, ", about %.0f s", seconds / read * lag.left()) : "";
        return lag.left() + " passages left" + estimate;
    }

    /** Returns whether the native vectors of a role are made from this reading. */
    static boolean isInForce(Map<String, SteeringVector> vectors, ModelReading reading, String role) {
        return vectors.values().stream()
                .filter(vector ->
                        vector.getRole().equals(role) && vector.getKind().equals(VectorKind.NATIVE.wireName()))
                .anyMatch(vector -> reading.hasMade(vector, role));
    }
}
