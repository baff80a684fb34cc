// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.gumshoe.Shared;
import org.gumshoe.lm.generation.Prompt;
import org.gumshoe.lm.generation.Sampling;
import org.junit.jupiter.api.Assumptions;

/** Reference figures of other implementations, and the models that they were computed with. */
public final class Golden {
    private static final ObjectMapper JSON = new ObjectMapper();

    static {
        // Tests share their processors with other work, and an OpenMP thread that waits for another
        // spins for seconds.
        if (System.getProperty("gumshoe.threads") == null) {
            System.setProperty("gumshoe.threads", "1");
        }
    }

    private Golden() {}

    /** Returns the names of the random models under tiny/, one of each architecture. */
    static Stream<String> architectures() {
        return Stream.of("vicuna", "llama3", "gemma3", "mistral", "qwen2", "qwen3", "gpt2", "gpt-neox");
    }

    public static Path resource(String name) {
        try {
            return Path.of(Golden.class.getResource("/" + name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    public static JsonNode json(Path file) {
        try {
            return JSON.readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns a model file that the demo downloads; skips the test where it is missing. */
    public static Path model(String name) {
        String home = System.getenv("GUMSHOE_HOME");
        Path models = (home == null ? Path.of(System.getProperty("user.home"), ".cache", "gumshoe") : Path.of(home))
                .resolve("models");
        Path file = models.resolve(name);
        Assumptions.assumeTrue(
                Files.exists(file),
                () -> "SKIPPED: the golden figures of " + name + " are not checked, it is not in " + models);
        return file;
    }

    /** Returns the directory of the reference texts; skips the test where it is missing. */
    static Path shared() {
        return Shared.with("books")
                .orElseGet(
                        () -> Assumptions.abort(
                                "SKIPPED: no directory shared/books beside the repository, so texts from books are not tokenized"));
    }

    /** Returns paragraphs [from, to) of a book, not counting headings, joined. */
    static String text(JsonNode source) {
        try {
            List<String> paragraphs =
                    Files.readAllLines(shared().resolve("books")
                                    .resolve(source.get("book").asText() + ".txt"))
                            .stream()
                            .filter(line -> !line.isBlank() && !line.startsWith("# "))
                            .toList();
            return paragraphs
                    .subList(
                            source.get("paragraphs").get(0).asInt(),
                            source.get("paragraphs").get(1).asInt())
                    .stream()
                    .collect(Collectors.joining(source.get("joined_by").asText()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static int[] ints(JsonNode array) {
        int[] ints = new int[array.size()];
        Arrays.setAll(ints, i -> array.get(i).asInt());
        return ints;
    }

    public static float[] floats(JsonNode array) {
        float[] floats = new float[array.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) array.get(i).asDouble();
        }
        return floats;
    }

    public static float[] filled(int width, int count, double value) {
        float[] vector = new float[width];
        Arrays.fill(vector, 0, count, (float) value);
        return vector;
    }

    public static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    public static int[] greedy(LanguageModel model, String prompt, int tokens) {
        return generate(model, List.of(new Prompt(prompt, tokens, Sampling.greedy(), List.of())))
                .getFirst();
    }

    /** Returns the generated token ids of each prompt. */
    public static List<int[]> generate(LanguageModel model, List<Prompt> prompts) {
        List<List<Integer>> generated =
                prompts.stream().<List<Integer>>map(p -> new ArrayList<>()).toList();
        model.generate(prompts, (prompt, index, id, text, logProb, last) -> {
            assertThat(index).isEqualTo(generated.get(prompt).size());
            generated.get(prompt).add(id);
        });
        return generated.stream()
                .map(ids -> ids.stream().mapToInt(i -> i).toArray())
                .toList();
    }

    /**
     * Asserts that the listed tokens have the listed log-probabilities, and that no other token is
     * more likely than the last of them by more than {@code tolerance}.
     */
    public static void assertTop(float[] logits, JsonNode expected, double tolerance) {
        double top = 0;
        for (float logit : logits) {
            top = Math.max(top, logit);
        }
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - top);
        }
        double total = top + Math.log(sum);
        double least = Double.POSITIVE_INFINITY;
        Set<Integer> listed = new HashSet<>();
        for (JsonNode token : expected) {
            double logProb = logits[token.get(0).asInt()] - total;
            assertThat(logProb).isCloseTo(token.get(1).asDouble(), Offset.offset(tolerance));
            least = Math.min(least, token.get(1).asDouble());
            listed.add(token.get(0).asInt());
        }
        double most = least + tolerance;
        assertThat(IntStream.range(0, logits.length).filter(id -> !listed.contains(id) && logits[id] - total > most))
                .as("tokens that are not listed, more likely than the last one that is")
                .isEmpty();
    }

    /** Asserts that the relative error, in the Euclidean norm, is below {@code tolerance}. */
    public static void assertClose(float[] actual, float[] expected, double tolerance, String what) {
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < expected.length; i++) {
            difference += Math.pow(actual[i] - expected[i], 2);
            norm += Math.pow(expected[i], 2);
        }
        assertThat(Math.sqrt(difference / norm)).as(what).isLessThan(tolerance);
    }

    /**
     * Returns the RMSNorm of a hidden state; the reference figures of the last layer are normed.
     */
    static float[] rmsNorm(float[] x, float[] weight, double eps) {
        double square = 0;
        for (float v : x) {
            square += (double) v * v;
        }
        double rms = Math.sqrt(square / x.length + eps);
        float[] y = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = (float) (x[i] / rms * weight[i]);
        }
        return y;
    }
}
