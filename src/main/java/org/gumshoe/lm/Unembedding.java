// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.gumshoe.BadInputException;
import org.gumshoe.lm.config.TransformerConfig;
import org.gumshoe.lm.tokenizer.Tokenizer;
import org.gumshoe.lm.weights.ModelFile;
import org.gumshoe.lm.weights.WeightReader;

/**
 * Unembedding of a model, as a reader of words: how much more than the average token would the model
 * say one of some words next? The words are the labels of a verbaliser (Schick and Schuetze 2021).
 * Rows are read from the file, so the head need not be loaded.
 */
public final class Unembedding {
    private final TransformerConfig config;
    private final Tokenizer tokenizer;
    private final float[] norm;
    private final float[] normBiasOrNull;
    private final WeightReader rows;
    private double[] meanRow;

    Unembedding(ModelFile file, Tokenizer tokenizer) {
        this.config = file.config();
        this.tokenizer = tokenizer;
        this.norm = file.weights("output_norm.weight").toFloats();
        this.normBiasOrNull =
                file.has("output_norm.bias") ? file.weights("output_norm.bias").toFloats() : null;
        this.rows = file.weights(file.has("output.weight") ? "output.weight" : "token_embd.weight");
    }

    /**
     * Returns the model's last norm of a residual stream.
     *
     * @param residual after the last block, at one position
     */
    public float[] normed(float[] residual) {
        boolean centred = config.normType() == TransformerConfig.NormType.LAYER_NORM;
        int n = residual.length;
        double mean =
                centred ? IntStream.range(0, n).mapToDouble(i -> residual[i]).sum() / n : 0;
        double variance = IntStream.range(0, n)
                        .mapToDouble(i -> (residual[i] - mean) * (residual[i] - mean))
                        .sum()
                / n;
        double scale = 1 / Math.sqrt(variance + config.normEps());
        float[] normed = new float[n];
        for (int i = 0; i < n; i++) {
            normed[i] =
                    (float) ((residual[i] - mean) * scale * norm[i] + (normBiasOrNull == null ? 0 : normBiasOrNull[i]));
        }
        return normed;
    }

    /**
     * Returns the read-out of some words: the mean row of their first tokens less the mean row of the
     * vocabulary. Its dot product with a normed residual stream is the mean logit of these tokens less
     * that of all tokens. Each word counts as it is, capitalised, and behind a space.
     *
     * @return one number for each component of the residual stream
     * @throws BadInputException when there is no word, or none of which the tokenizer makes a token
     */
    public float[] readOut(Collection<String> words) {
        double[] readOut = mean(tokens(words));
        double[] all = meanRow();
        float[] difference = new float[readOut.length];
        for (int i = 0; i < difference.length; i++) {
            difference[i] = (float) (readOut[i] - all[i]);
        }
        return difference;
    }

    /** Returns the first token of each spelling of each word: as it is, capitalised, and behind a space. */
    public int[] tokens(Collection<String> words) {
        List<String> spellings = new ArrayList<>();
        for (String word : words) {
            if (word.isEmpty()) {
                continue;
            }
            String capital = word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
            spellings.addAll(List.of(word, capital, " " + word, " " + capital));
        }
        int[] tokens = spellings.stream()
                .map(tokenizer::encodeWithoutSpecial)
                .filter(ids -> ids.length > 0)
                .mapToInt(ids -> ids[0])
                .toArray();
        if (tokens.length == 0) {
            throw new BadInputException("A concept without words cannot be asked of a model; give it seed words.");
        }
        return tokens;
    }

    private synchronized double[] meanRow() {
        if (meanRow == null) {
            meanRow = mean(IntStream.range(0, rows.rows()).toArray());
        }
        return meanRow;
    }

    private double[] mean(int[] tokens) {
        double[] mean = new double[rows.columns()];
        float[] row = new float[rows.columns()];
        for (int token : tokens) {
            rows.source().readRow(token, row, 0);
            for (int i = 0; i < mean.length; i++) {
                mean[i] += (double) row[i] / tokens.length;
            }
        }
        return mean;
    }
}
