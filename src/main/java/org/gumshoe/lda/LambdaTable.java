// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.gumshoe.lda.math.Digamma;
import org.gumshoe.lda.math.ParallelRanges;

/**
 * Lambda, the Dirichlet parameters of the topics over words, for a vocabulary that grows and
 * shrinks. It is kept as prior + scale · excess: the step lambda ← (1 - rho) lambda + rho (prior +
 * s) multiplies the scale by 1 - rho and adds rho · s / scale to the rows of words that occurred,
 * so a minibatch touches only its own words and the result equals the dense update.
 */
final class LambdaTable {
    private static final double SMALLEST_SCALE = 1e-60;
    private static final int ROWS_PER_RANGE = 256;

    private final int topics;
    private final double eta;
    /**
     * Pseudo-counts are meant beside what was seen; where a larger corpus is expected they count as
     * many times.
     */
    private final double guideWeight;

    private int rows;
    private double scale = 1;
    /** Passages of the corpus whose expected counts the excess is; 0 before the first step. */
    private double corpus;

    private double[] excess;
    /** Pseudo-counts of guides on top of eta; null for rows without. */
    private double[][] guides;

    private final double[] excessSums;
    private final double[] guideSums;

    /**
     * @param guideWeight how many times larger the corpus is than what is seen, where it is not
     *     known; else 1
     */
    LambdaTable(int topics, double eta, double guideWeight) {
        this.topics = topics;
        this.eta = eta;
        this.guideWeight = guideWeight;
        excess = new double[topics * 1024];
        guides = new double[1024][];
        excessSums = new double[topics];
        guideSums = new double[topics];
    }

    int rows() {
        return rows;
    }

    /**
     * Adds a row.
     *
     * @param initial what lambda has above its prior
     * @param guide pseudo-counts by topic, or null
     * @return its index
     */
    int add(double[] initial, double[] guide) {
        if ((rows + 1) * topics > excess.length) {
            excess = Arrays.copyOf(excess, 2 * excess.length);
            guides = Arrays.copyOf(guides, 2 * guides.length);
        }
        guides[rows] = guide;
        for (int k = 0; k < topics; k++) {
            excess[rows * topics + k] = initial[k] / scale;
            excessSums[k] += initial[k] / scale;
            guideSums[k] += guide == null ? 0 : guide[k];
        }
        return rows++;
    }

    /** Gives a row other pseudo-counts. */
    void guide(int row, double[] guide) {
        for (int k = 0; k < topics; k++) {
            guideSums[k] += guide[k] - (guides[row] == null ? 0 : guides[row][k]);
        }
        guides[row] = guide;
    }

    /** Removes a row; the last one takes its place. */
    void remove(int row) {
        rows--;
        for (int k = 0; k < topics; k++) {
            excessSums[k] -= excess[row * topics + k];
            guideSums[k] -= guides[row] == null ? 0 : guides[row][k];
            excess[row * topics + k] = excess[rows * topics + k];
        }
        guides[row] = guides[rows];
        guides[rows] = null;
    }

    double value(int row, int topic) {
        return value(row, topic, corpus);
    }

    /** Lambda summed over the vocabulary, by topic. */
    double[] sums() {
        double[] sums = new double[topics];
        for (int k = 0; k < topics; k++) {
            sums[k] = rows * eta + guideWeight * guideSums[k] + scale * excessSums[k];
        }
        return sums;
    }

    double mass(int row) {
        double mass = 0;
        for (int k = 0; k < topics; k++) {
            mass += value(row, k);
        }
        return mass;
    }

    /** exp(E[log beta]) of the given rows, packed in their order. */
    double[] expectedBeta(int[] selected, int n, ParallelRanges workers) {
        double[] factors =
                Arrays.stream(sums()).map(sum -> 1 / Digamma.exp(sum)).toArray();
        double[] beta = new double[n * topics];
        workers.forRanges(n, ROWS_PER_RANGE, (from, to) -> {
            for (int i = from; i < to; i++) {
                for (int k = 0; k < topics; k++) {
                    beta[i * topics + k] = factors[k] * Digamma.exp(value(selected[i], k));
                }
            }
        });
        return beta;
    }

    /**
     * What {@link #value} would be for a corpus of another size: eta, and as many counts and
     * pseudo-counts a passage.
     */
    double value(int row, int topic, double ofCorpus) {
        double counts = scale * excess[row * topics + topic];
        double pseudoCounts = guides[row] == null ? 0 : guideWeight * guides[row][topic];
        return eta + (corpus == 0 ? 1 : ofCorpus / corpus) * (counts + pseudoCounts);
    }

    /**
     * lambda ← (1 - rho) lambda + rho (prior + corpus / passages · statistics), where rows not
     * selected have no statistics. When the corpus has another size than in the step before, what
     * lambda has above its prior is brought to that size first: counts a passage are averaged, not
     * counts of corpora that differ.
     *
     * @param ofCorpus passages of the whole corpus
     * @param passages of the minibatch
     */
    void step(
            double rho,
            double ofCorpus,
            int passages,
            int[] selected,
            int n,
            double[] statistics,
            ParallelRanges workers) {
        if (rho >= 1) {
            Arrays.fill(excess, 0, rows * topics, 0);
            Arrays.fill(excessSums, 0);
            scale = 1;
        } else {
            scale *= (1 - rho) * (corpus == 0 ? 1 : ofCorpus / corpus);
            if (scale < SMALLEST_SCALE) {
                rescale();
            }
        }
        corpus = ofCorpus;
        double factor = rho * ofCorpus / passages / scale;
        double[] sums = new double[Math.ceilDiv(n, ROWS_PER_RANGE) * topics];
        workers.forRanges(n, ROWS_PER_RANGE, (from, to) -> {
            int range = from / ROWS_PER_RANGE * topics;
            for (int i = from; i < to; i++) {
                for (int k = 0; k < topics; k++) {
                    double added = factor * statistics[i * topics + k];
                    excess[selected[i] * topics + k] += added;
                    sums[range + k] += added;
                }
            }
        });
        for (int i = 0; i < sums.length; i++) {
            excessSums[i % topics] += sums[i];
        }
    }

    private void rescale() {
        Arrays.fill(excessSums, 0);
        for (int i = 0; i < rows * topics; i++) {
            excess[i] *= scale;
            excessSums[i % topics] += excess[i];
        }
        scale = 1;
    }

    void write(DataOutputStream out) throws IOException {
        out.writeInt(rows);
        out.writeDouble(scale);
        out.writeDouble(corpus);
        writeAll(out, excess, rows * topics);
        writeAll(out, excessSums, topics);
        writeAll(out, guideSums, topics);
        for (int row = 0; row < rows; row++) {
            out.writeBoolean(guides[row] != null);
            if (guides[row] != null) {
                writeAll(out, guides[row], topics);
            }
        }
    }

    static LambdaTable read(DataInputStream in, int topics, double eta, double guideWeight) throws IOException {
        LambdaTable table = new LambdaTable(topics, eta, guideWeight);
        table.rows = in.readInt();
        table.scale = in.readDouble();
        table.corpus = in.readDouble();
        int capacity = Math.max(1024, Integer.highestOneBit(Math.max(1, table.rows)) * 2);
        table.excess = new double[capacity * topics];
        table.guides = new double[capacity][];
        readAll(in, table.excess, table.rows * topics);
        readAll(in, table.excessSums, topics);
        readAll(in, table.guideSums, topics);
        for (int row = 0; row < table.rows; row++) {
            if (in.readBoolean()) {
                table.guides[row] = new double[topics];
                readAll(in, table.guides[row], topics);
            }
        }
        return table;
    }

    private static void writeAll(DataOutputStream out, double[] values, int n) throws IOException {
        for (int i = 0; i < n; i++) {
            out.writeDouble(values[i]);
        }
    }

    private static void readAll(DataInputStream in, double[] values, int n) throws IOException {
        for (int i = 0; i < n; i++) {
            values[i] = in.readDouble();
        }
    }
}
