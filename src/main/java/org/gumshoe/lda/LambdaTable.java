// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.gumshoe.lda.math.Digamma;
import org.gumshoe.lda.math.ParallelRanges;

/**
 * Lambda, the variational Dirichlet parameters of the topics over words ([word][topic]), for a
 * vocabulary that grows and shrinks. The table stores lambda as prior + scale · excess. The step
 * lambda ← (1 - rho) lambda + rho (prior + s) multiplies the scale by 1 - rho and adds rho · s /
 * scale to the rows of the words in the minibatch, so it touches only those rows and still equals
 * the dense update.
 */
final class LambdaTable {
    private static final double MIN_SCALE = 1e-60;
    private static final int ROWS_PER_RANGE = 256;

    private final int topics;
    private final double eta;
    private final double pseudoCountWeight;

    private int rows;
    private double scale = 1;
    /** Corpus size, in passages, that the excess is scaled to; 0 before the first step. */
    private double corpusSize;

    private double[] excess;
    /** Pseudo-counts of seed words on top of eta; null for other rows. */
    private double[][] pseudoCounts;

    private final double[] excessSums;
    private final double[] pseudoCountSums;

    /**
     * Creates an empty table.
     *
     * @param pseudoCountWeight factor of the pseudo-counts: the assumed corpus size over the
     *     passages seen so far, since pseudo-counts are relative to the passages seen; 1 if the
     *     corpus size is known
     */
    LambdaTable(int topics, double eta, double pseudoCountWeight) {
        this.topics = topics;
        this.eta = eta;
        this.pseudoCountWeight = pseudoCountWeight;
        excess = new double[topics * 1024];
        pseudoCounts = new double[1024][];
        excessSums = new double[topics];
        pseudoCountSums = new double[topics];
    }

    int rows() {
        return rows;
    }

    /**
     * Adds a row.
     *
     * @param initial initial value of lambda less its prior, K values
     * @param seedCounts pseudo-counts by topic, or null
     * @return the row's index
     */
    int add(double[] initial, double[] seedCounts) {
        if ((rows + 1) * topics > excess.length) {
            excess = Arrays.copyOf(excess, 2 * excess.length);
            pseudoCounts = Arrays.copyOf(pseudoCounts, 2 * pseudoCounts.length);
        }
        pseudoCounts[rows] = seedCounts;
        for (int k = 0; k < topics; k++) {
            excess[rows * topics + k] = initial[k] / scale;
            excessSums[k] += initial[k] / scale;
            pseudoCountSums[k] += seedCounts == null ? 0 : seedCounts[k];
        }
        return rows++;
    }

    /** Replaces the pseudo-counts of a row. */
    void setPseudoCounts(int row, double[] seedCounts) {
        for (int k = 0; k < topics; k++) {
            pseudoCountSums[k] += seedCounts[k] - (pseudoCounts[row] == null ? 0 : pseudoCounts[row][k]);
        }
        pseudoCounts[row] = seedCounts;
    }

    /** Removes a row; the last row moves to its index. */
    void remove(int row) {
        rows--;
        for (int k = 0; k < topics; k++) {
            excessSums[k] -= excess[row * topics + k];
            pseudoCountSums[k] -= pseudoCounts[row] == null ? 0 : pseudoCounts[row][k];
            excess[row * topics + k] = excess[rows * topics + k];
        }
        pseudoCounts[row] = pseudoCounts[rows];
        pseudoCounts[rows] = null;
    }

    double value(int row, int topic) {
        return value(row, topic, corpusSize);
    }

    /** Returns lambda summed over the vocabulary, K values. */
    double[] topicSums() {
        double[] sums = new double[topics];
        for (int k = 0; k < topics; k++) {
            sums[k] = rows * eta + pseudoCountWeight * pseudoCountSums[k] + scale * excessSums[k];
        }
        return sums;
    }

    double rowSum(int row) {
        double sum = 0;
        for (int k = 0; k < topics; k++) {
            sum += value(row, k);
        }
        return sum;
    }

    /** Computes exp(E[log beta]) of the first {@code n} selected rows, row-major, n x K. */
    double[] expElogBeta(int[] selected, int n, ParallelRanges parallel) {
        double[] factors =
                Arrays.stream(topicSums()).map(sum -> 1 / Digamma.exp(sum)).toArray();
        double[] beta = new double[n * topics];
        parallel.forRanges(n, ROWS_PER_RANGE, (from, to) -> {
            for (int i = from; i < to; i++) {
                for (int k = 0; k < topics; k++) {
                    beta[i * topics + k] = factors[k] * Digamma.exp(value(selected[i], k));
                }
            }
        });
        return beta;
    }

    /**
     * Returns lambda as it would be for a corpus of another size: eta plus the counts and
     * pseudo-counts scaled to that size.
     */
    double value(int row, int topic, double forCorpusSize) {
        double counts = scale * excess[row * topics + topic];
        double seedCounts = pseudoCounts[row] == null ? 0 : pseudoCountWeight * pseudoCounts[row][topic];
        return eta + (corpusSize == 0 ? 1 : forCorpusSize / corpusSize) * (counts + seedCounts);
    }

    /**
     * Takes the M-step lambda ← (1 - rho) lambda + rho (prior + corpusSize / batchSize ·
     * statistics); rows that are not selected have zero statistics. If the corpus size differs from
     * that of the step before, the counts in lambda are first rescaled to the new size, so that the
     * average is over counts per passage.
     *
     * @param newCorpusSize passages in the whole corpus
     * @param batchSize passages in the minibatch
     * @param selected rows of the minibatch's words, of which the first {@code n} are used
     * @param statistics expected counts, row-major, n x K
     */
    void step(
            double rho,
            double newCorpusSize,
            int batchSize,
            int[] selected,
            int n,
            double[] statistics,
            ParallelRanges parallel) {
        if (rho >= 1) {
            Arrays.fill(excess, 0, rows * topics, 0);
            Arrays.fill(excessSums, 0);
            scale = 1;
        } else {
            scale *= (1 - rho) * (corpusSize == 0 ? 1 : newCorpusSize / corpusSize);
            if (scale < MIN_SCALE) {
                foldScaleIntoExcess();
            }
        }
        corpusSize = newCorpusSize;
        double factor = rho * newCorpusSize / batchSize / scale;
        double[] sums = new double[Math.ceilDiv(n, ROWS_PER_RANGE) * topics];
        parallel.forRanges(n, ROWS_PER_RANGE, (from, to) -> {
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

    private void foldScaleIntoExcess() {
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
        out.writeDouble(corpusSize);
        writeAll(out, excess, rows * topics);
        writeAll(out, excessSums, topics);
        writeAll(out, pseudoCountSums, topics);
        for (int row = 0; row < rows; row++) {
            out.writeBoolean(pseudoCounts[row] != null);
            if (pseudoCounts[row] != null) {
                writeAll(out, pseudoCounts[row], topics);
            }
        }
    }

    static LambdaTable read(DataInputStream in, int topics, double eta, double pseudoCountWeight) throws IOException {
        LambdaTable table = new LambdaTable(topics, eta, pseudoCountWeight);
        table.rows = in.readInt();
        table.scale = in.readDouble();
        table.corpusSize = in.readDouble();
        int capacity = Math.max(1024, Integer.highestOneBit(Math.max(1, table.rows)) * 2);
        table.excess = new double[capacity * topics];
        table.pseudoCounts = new double[capacity][];
        readAll(in, table.excess, table.rows * topics);
        readAll(in, table.excessSums, topics);
        readAll(in, table.pseudoCountSums, topics);
        for (int row = 0; row < table.rows; row++) {
            if (in.readBoolean()) {
                table.pseudoCounts[row] = new double[topics];
                readAll(in, table.pseudoCounts[row], topics);
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
