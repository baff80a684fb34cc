// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.steering;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.gumshoe.experiment.cache.RecordCache;
import org.gumshoe.experiment.cache.TextCache;
import org.gumshoe.lm.LanguageModel;
import org.gumshoe.lm.config.Precision;
import org.gumshoe.lm.generation.Prompt;
import org.gumshoe.lm.generation.TokenDivergences;
import org.gumshoe.lm.tokenizer.Tokenizer;
import org.gumshoe.lm.transformer.Injection;
import org.gumshoe.pipeline.TextReader;

/**
 * Text generator that also measures likelihoods and caches both. The language model is loaded when
 * something is not in the cache.
 */
public final class CachedGenerator implements AutoCloseable {
    /** Texts that are best written at once. */
    public static final int BATCH = 64;

    private final Path location;
    private final String identity;
    private final TextCache cache;
    private LanguageModel model;

    /**
     * Creates a generator; nothing is loaded yet.
     *
     * @param sha256 of the model at this location
     */
    public CachedGenerator(Path location, String sha256, TextCache cache) {
        this.location = location;
        this.identity = sha256 + " " + Precision.ofThisMachine();
        this.cache = cache;
    }

    private synchronized LanguageModel model() {
        if (model == null) {
            model = LanguageModel.load(location);
        }
        return model;
    }

    /**
     * Generates a continuation of each prompt, without the prompt, in one batch of up to {@link
     * #BATCH}.
     */
    public synchronized List<String> generate(List<Prompt> prompts) {
        String[] texts = new String[prompts.size()];
        List<Integer> missing = new ArrayList<>();
        for (int i = 0; i < texts.length; i++) {
            texts[i] = cache.get(key(prompts.get(i))).orElse(null);
            if (texts[i] == null) {
                missing.add(i);
            }
        }
        if (missing.isEmpty()) {
            return Arrays.asList(texts);
        }
        Map<Integer, StringBuilder> written = new HashMap<>();
        model().generate(
                        missing.stream().map(prompts::get).toList(),
                        (prompt, index, id, text, logProb, last) -> written.computeIfAbsent(
                                        prompt, p -> new StringBuilder())
                                .append(text));
        for (int i = 0; i < missing.size(); i++) {
            int prompt = missing.get(i);
            texts[prompt] = written.get(i).toString();
            cache.put(key(prompts.get(prompt)), texts[prompt]);
        }
        return Arrays.asList(texts);
    }

    /**
     * Searches for a continuation of each prompt.
     *
     * @param openings that the unsteered model reads
     */
    synchronized List<String> search(List<Prompt> prompts, List<String> openings, TextSearch search) {
        String[] texts = new String[prompts.size()];
        List<Integer> missing = new ArrayList<>();
        for (int i = 0; i < texts.length; i++) {
            texts[i] = cache.get(key(prompts.get(i), search)).orElse(null);
            if (texts[i] == null) {
                missing.add(i);
            }
        }
        if (!missing.isEmpty()) {
            List<String> written = search.write(
                    model(),
                    missing.stream().map(prompts::get).toList(),
                    missing.stream().map(openings::get).toList());
            for (int i = 0; i < missing.size(); i++) {
                texts[missing.get(i)] = written.get(i);
                cache.put(key(prompts.get(missing.get(i)), search), written.get(i));
            }
        }
        return Arrays.asList(texts);
    }

    private byte[] key(Prompt prompt, TextSearch search) {
        return RecordCache.key(HexFormat.of().formatHex(key(prompt)), search.identity());
    }

    /** Reads the mean activations of texts after their openings at one layer of the unsteered model. */
    public synchronized List<float[]> activations(List<Draft> texts, int layer) {
        return new TextReader(model(), new int[] {layer}, false)
                .activations(
                        texts.stream().map(Draft::opening).toList(),
                        texts.stream().map(Draft::text).toList(),
                        layer);
    }

    /** Cuts a text after so many tokens. */
    String cut(String text, int tokens) {
        return cut(model().tokenizer(), text, tokens);
    }

    private static String cut(Tokenizer tokenizer, String text, int tokens) {
        int start = tokenizer.encode("").length;
        int[] ids = tokenizer.encode(text);
        return tokenizer.decode(Arrays.copyOfRange(ids, start, Math.min(ids.length, start + tokens)));
    }

    private byte[] key(Prompt prompt) {
        List<String> parts = new ArrayList<>(List.of(
                "written by",
                identity,
                prompt.text(),
                prompt.maxTokens() + " tokens",
                prompt.sampling().toString()));
        if (prompt.minTokens() > 0) {
            parts.add("at least " + prompt.minTokens());
        }
        for (Injection injection : prompt.injections()) {
            ByteBuffer bytes = ByteBuffer.allocate(4 * injection.vector().length);
            bytes.asFloatBuffer().put(injection.vector());
            parts.add(injection.layer() + " " + Base64.getEncoder().encodeToString(bytes.array()));
        }
        return RecordCache.key(parts.toArray(String[]::new));
    }

    /**
     * Likelihood of a text after its opening by the unsteered model.
     *
     * @param nll sum of negative log-likelihoods in nats
     * @param tokens number of tokens of the text
     */
    record Likelihood(double nll, int tokens) {
        /** Returns the mean of a token. */
        double mean() {
            return nll / tokens;
        }
    }

    /** Returns the likelihood of a text after its opening by the unsteered model. */
    synchronized Likelihood likelihood(String opening, String text) {
        // "foreseen by" and "written by" are part of the keys of existing caches
        byte[] key = RecordCache.key("foreseen by", identity, opening, text);
        String known = cache.get(key).orElse(null);
        if (known == null) {
            int[] ids = model().tokenizer().encode(opening + text);
            int from = Math.max(1, model().tokenizer().encode(opening).length);
            double[] nll = from < ids.length ? model().nll(ids, from) : new double[0];
            double sum = Arrays.stream(nll).sum();
            int tokens = nll.length;
            known = sum + " " + tokens;
            cache.put(key, known);
        }
        String[] parts = known.split(" ");
        return new Likelihood(Double.parseDouble(parts[0]), Integer.parseInt(parts[1]));
    }

    /**
     * Returns how far, at each token of a text, the distribution that it was proposed by is from that of the model by
     * itself, in nats; a single 0 where nothing controls the model.
     *
     * @param prompt that the text was written for, with its arm's prefix and injections
     * @param opening that the model by itself reads
     * @param shares of the injections, one for each of several candidates
     */
    synchronized double[] divergences(Prompt prompt, String opening, String text, double[] shares) {
        if (prompt.injections().isEmpty() && prompt.text().equals(opening)) {
            return new double[1];
        }
        byte[] key = RecordCache.key(
                "diverges", HexFormat.of().formatHex(key(prompt)), opening, text, Arrays.toString(shares));
        String known = cache.get(key).orElse(null);
        if (known == null) {
            int[] plain = model().tokenizer().encode(opening + text);
            int[] controlled = model().tokenizer().encode(prompt.text() + text);
            int tokens =
                    Math.min(plain.length - model().tokenizer().encode(opening).length, commonEnd(plain, controlled));
            List<TokenDivergences.Control> controls = Arrays.stream(shares)
                    .mapToObj(share -> new TokenDivergences.Control(
                            controlled,
                            prompt.injections().stream()
                                    .map(injection -> injection.times(share))
                                    .toList()))
                    .toList();
            known = Arrays.stream(model().divergences(plain, controls, Math.max(0, tokens)))
                    .mapToObj(value -> Float.toString((float) value))
                    .collect(Collectors.joining(" "));
            cache.put(key, known);
        }
        return known.isEmpty()
                ? new double[0]
                : Arrays.stream(known.split(" "))
                        .mapToDouble(Double::parseDouble)
                        .toArray();
    }

    private static int commonEnd(int[] a, int[] b) {
        int common = 0;
        while (common < Math.min(a.length, b.length) - 1 && a[a.length - 1 - common] == b[b.length - 1 - common]) {
            common++;
        }
        return common;
    }

    @Override
    public synchronized void close() {
        if (model != null) {
            model.close();
            model = null;
        }
    }
}
