// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.served;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.gumshoe.lm.LanguageModel;
import org.gumshoe.lm.transformer.HiddenStates;

/**
 * Trial of a server with a text whose first block is computed here too. It passes only where the server
 * has this model's tokens, embedding and first block, the layers that are wanted, and the plug-in.
 */
final class ModelTrial {
    private static final String TEXT = "It was a quiet evening when the inspector, who had not slept, opened the door.";

    /**
     * Greatest difference of a position's residual stream, relative to its norm. bf16 differs by a
     * hundredth, another model by about one.
     */
    private static final double TOLERANCE = .1;

    private static final int TOKENS = 16;

    private final LanguageModel firstBlock;
    private final CompletionBodies bodies;
    private final int[] ids;
    private final int[] layers;
    private final HiddenStates own;

    /** @param layers that are to be read, 1 or more each */
    ModelTrial(LanguageModel firstBlock, CompletionBodies bodies, int[] layers) {
        this.firstBlock = firstBlock;
        this.bodies = bodies;
        int[] text = firstBlock.tokenizer().encode(TEXT);
        this.ids = Arrays.copyOf(text, Math.min(text.length, TOKENS));
        this.layers = IntStream.concat(IntStream.of(1), IntStream.of(layers))
                .sorted()
                .distinct()
                .toArray();
        this.own = firstBlock.read(List.of(ids), new int[] {1}).getFirst();
    }

    /** @throws ServerTrouble when the server does not hold the model, or does not answer */
    void run(ModelServer server, Duration timeout) {
        int width = firstBlock.info().width();
        byte[] body = server.complete(
                bodies.read(ids, layers, false), ReadAnswer.limit(layers.length, ids.length, width), timeout);
        HiddenStates theirs;
        try {
            theirs = ReadAnswer.parse(body, layers, ids.length, width).states();
        } catch (IOException e) {
            throw ServerTrouble.lasting("%s does not read as %s does: %s"
                    .formatted(server, firstBlock.info().name(), e.getMessage()));
        }
        double difference = IntStream.range(0, ids.length)
                .mapToDouble(position -> difference(theirs.at(1, position), own.at(1, position)))
                .max()
                .orElseThrow();
        if (!(difference <= TOLERANCE)) {
            throw ServerTrouble.lasting(
                    "%s holds another model than %s under its name, or other weights (after one block the residual stream differs by %.2f of its norm): start it from %s"
                            .formatted(
                                    server,
                                    firstBlock.info().name(),
                                    difference,
                                    firstBlock.info().location()));
        }
    }

    private static double difference(float[] theirs, float[] own) {
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < own.length; i++) {
            difference += ((double) theirs[i] - own[i]) * ((double) theirs[i] - own[i]);
            norm += (double) own[i] * own[i];
        }
        return Math.sqrt(difference / norm);
    }
}
