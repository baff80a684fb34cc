// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.served;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.gumshoe.BadInputException;
import org.gumshoe.lm.ModelInfo;

/**
 * Model on a server.
 *
 * @param name under which the server holds it: the first digits of its SHA-256
 * @param room most tokens that the server takes and writes in one request
 */
record HeldModel(ModelServer server, String name, int room) {
    /** Digits of the SHA-256 that tell a model, as in the names of readings. */
    private static final int LEAST_DIGITS = 12;

    /**
     * Finds the first server that holds a model. It is the caller's to close.
     *
     * @throws BadInputException when none of the servers holds it
     * @throws ServerTrouble when one of them is away
     */
    static HeldModel find(ModelInfo info, ServerSettings settings) {
        List<String> seen = new ArrayList<>();
        ServerTrouble away = null;
        for (URI url : settings.urls()) {
            ModelServer server = new ModelServer(url, settings);
            try {
                for (JsonNode model : server.models(settings.timeout())) {
                    String name = model.path("id").asText();
                    if (name.length() >= LEAST_DIGITS && info.sha256().startsWith(name)) {
                        return new HeldModel(
                                server, name, model.path("max_model_len").asInt(info.context()));
                    }
                    seen.add(name);
                }
            } catch (ServerTrouble e) {
                away = e;
            }
            server.close();
        }
        if (away != null) {
            throw away;
        }
        throw new BadInputException(
                "None of the servers %s holds %s; they hold %s. Start one from %s with --served-model-name %s."
                        .formatted(
                                settings.urls(),
                                info.name(),
                                seen.isEmpty() ? "nothing" : ModelServer.told(String.join(", ", seen)),
                                info.location(),
                                info.sha256().substring(0, LEAST_DIGITS)));
    }
}
