// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.served;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Sequence that a server writes and streams, as server-sent events.
 *
 * @param promptIds tokens before it
 * @param maxTokens most tokens of it
 */
record ServedSequence(ModelServer server, PatientServer patient, ObjectNode body, int[] promptIds, int maxTokens) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> ENDS = Set.of("stop", "length");
    private static final String DATA = "data:";
    private static final int BYTES_PER_ANSWER = 1 << 16;
    private static final int BYTES_PER_TOKEN = 1 << 12;

    /** Token with its log-probability in nats. */
    record Token(int id, double logProb) {}

    /**
     * Part of the sequence.
     *
     * @param ends whether it is the last part
     */
    record Part(List<Token> tokens, boolean ends) {}

    /**
     * Reads the sequence to its end.
     *
     * @throws ServerTrouble when it breaks off
     */
    void read(Consumer<Part> parts) {
        long limit = BYTES_PER_ANSWER + (long) BYTES_PER_TOKEN * (maxTokens + promptIds.length);
        try (BufferedReader lines = patient.ask(left -> server.stream(body, limit, left))) {
            boolean ended = false;
            for (String line = lines.readLine(); line != null && !ended; line = lines.readLine()) {
                if (line.startsWith(DATA)) {
                    Part part = part(line.substring(DATA.length()).strip());
                    parts.accept(part);
                    ended = part.ends;
                }
            }
            if (!ended) {
                throw new IOException("it broke off in the middle of a text");
            }
        } catch (IOException e) {
            throw server.broken(e);
        }
    }

    private Part part(String data) throws IOException {
        if (data.equals("[DONE]")) {
            throw new IOException("it ended a text without a reason");
        }
        JsonNode event = JSON.readTree(data);
        if (event.has("error")) {
            throw new IOException(event.path("error").path("message").asText("an error"));
        }
        JsonNode choice = event.path("choices").path(0);
        List<Token> tokens = new ArrayList<>();
        for (JsonNode id : choice.path("token_ids")) {
            JsonNode logProb = choice.path("logprobs").path("token_logprobs").path(tokens.size());
            if (!id.isInt() || !logProb.isNumber()) {
                throw new IOException("a token without its id or likelihood");
            }
            tokens.add(new Token(id.intValue(), logProb.doubleValue()));
        }
        String reason = choice.path("finish_reason").asText("");
        boolean ends = choice.path("finish_reason").isTextual();
        if (ends && !ENDS.contains(reason)) {
            throw new IOException("it ended a text because of " + ModelServer.told(reason));
        }
        return new Part(tokens, ends);
    }
}
