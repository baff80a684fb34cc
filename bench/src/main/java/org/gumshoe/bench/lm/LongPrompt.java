// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.lm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.gumshoe.lm.LanguageModel;
import org.gumshoe.lm.ModelFiles;
import org.gumshoe.lm.config.Precision;
import org.gumshoe.lm.generation.Prompt;
import org.gumshoe.lm.generation.Sampling;
import org.gumshoe.lm.transformer.DecodePlan;
import org.gumshoe.lm.transformer.KvCache;
import org.gumshoe.lm.transformer.ReadingPlan;
import org.gumshoe.lm.transformer.Transformer;
import org.gumshoe.lm.weights.ModelFile;

/** A measurement of a long prompt: what its keys and values take, and the process with them. */
final class LongPrompt {
    private static final int WRITTEN = 16;

    private LongPrompt() {}

    /** @param text is repeated until it has so many tokens */
    static void measure(Path model, Path text, Precision precision, int tokens) throws IOException {
        System.out.printf(
                Locale.ROOT,
                "%s: keys and values of %d tokens take %.1f MB in bf16, %.1f in f32%n",
                model.getFileName(),
                tokens,
                cacheBytes(model, Precision.BF16, tokens) / 1e6,
                cacheBytes(model, Precision.F32, tokens) / 1e6);
        try (LanguageModel lm = LanguageModel.load(model, precision)) {
            int[] all = lm.tokenizer().encodeWithoutSpecial(Files.readString(text));
            int[] ids = new int[tokens - WRITTEN];
            Arrays.setAll(ids, i -> all[i % all.length]);
            tell("after a short prompt", lm, Arrays.copyOf(ids, WRITTEN));
            tell("after a long prompt", lm, ids);
        }
    }

    private static long cacheBytes(Path model, Precision precision, int tokens) {
        try (ModelFile file = ModelFiles.open(model);
                Transformer transformer = new Transformer(
                        file,
                        precision,
                        made -> DecodePlan.engine("nothing is decoded"),
                        made -> ReadingPlan.inF32("nothing is read"));
                KvCache kvCache = new KvCache(transformer, 1, 1)) {
            for (int length = 1; length <= tokens; length++) kvCache.reserve(length);
            return kvCache.bytes();
        }
    }

    private static void tell(String when, LanguageModel lm, int[] ids) throws IOException {
        long begin = System.nanoTime();
        String prompt = lm.tokenizer().decode(ids);
        int[] written = {0};
        lm.generate(
                List.of(new Prompt(prompt, WRITTEN, Sampling.greedy(), List.of())),
                (made, index, id, word, logProb, last) -> written[0]++);
        System.out.printf(
                Locale.ROOT,
                "%s of %d tokens and %d written: %.1f s, %s%n",
                when,
                lm.tokenizer().encode(prompt).length,
                written[0],
                (System.nanoTime() - begin) / 1e9,
                LmBench.status("VmHWM", "VmRSS", "RssAnon").collect(Collectors.joining(", ")));
    }
}
