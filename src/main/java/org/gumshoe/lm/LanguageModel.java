// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

import java.nio.file.Path;
import java.util.List;

/** A transformer language model whose residual stream can be read and written. */
public final class LanguageModel implements AutoCloseable {
    private LanguageModel() {}

    public static LanguageModel load(Path fileOrDirectory) {
        throw new UnsupportedOperationException();
    }

    public static LanguageModel load(Path fileOrDirectory, int blocks) {
        throw new UnsupportedOperationException();
    }

    public static ModelInfo info(Path fileOrDirectory) {
        throw new UnsupportedOperationException();
    }

    public ModelInfo info() {
        throw new UnsupportedOperationException();
    }

    public Tokenizer tokenizer() {
        throw new UnsupportedOperationException();
    }

    public Residuals read(List<int[]> batch, int[] layers) {
        throw new UnsupportedOperationException();
    }

    public double[] nll(int[] ids) {
        return nll(ids, List.of());
    }

    public double[] nll(int[] ids, List<Injection> injections) {
        throw new UnsupportedOperationException();
    }

    public float[] logits(int[] ids, List<Injection> injections) {
        throw new UnsupportedOperationException();
    }

    public void generate(List<Prompt> batch, TokenListener listener) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
