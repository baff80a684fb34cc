// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda.files;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.gumshoe.BadInputException;
import org.gumshoe.lda.TopicModel;

/**
 * A reader and writer of topic models as JSON files. Fields: {@code format} ("gumshoe-lda"),
 * {@code formatVersion} (1), {@code topics} (K), {@code alpha} (K numbers), {@code eta},
 * {@code version} (updates), {@code passages}, {@code books}, {@code bound} (nats per word),
 * {@code guided} (concepts that seed topics 0, 1, ...), {@code words} (V strings) and
 * {@code lambda} (V rows of K numbers, parallel to {@code words}). A topic's distribution over
 * words is its column of lambda divided by the column's sum.
 */
public final class TopicModelJson {
    private static final String FORMAT = "gumshoe-lda";
    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private TopicModelJson() {}

    /** The fields of the file, in the order in which they are written. */
    private record Fields(
            String format,
            int formatVersion,
            int topics,
            float[] alpha,
            float eta,
            long version,
            long passages,
            long books,
            double bound,
            List<String> guided,
            String[] words,
            float[][] lambda) {}

    /**
     * Writes a model.
     *
     * @throws BadInputException if the file cannot be written
     */
    public static void write(TopicModel model, Path file) {
        Fields fields = new Fields(
                FORMAT,
                1,
                model.topics(),
                model.alpha(),
                model.eta(),
                model.version(),
                model.passages(),
                model.books(),
                model.bound(),
                model.seededConcepts(),
                model.words(),
                model.lambda());
        writeJson(fields, file);
    }

    /**
     * Reads a model.
     *
     * @throws BadInputException if the file is missing, is no topic model, has a later format
     *     version or arrays of inconsistent shapes
     */
    public static TopicModel read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new BadInputException(
                    "There is no topic model " + file + "; train one with `gumshoe lda train DIR --out " + file + "`.");
        }
        Fields fields;
        try {
            fields = JSON.readValue(file.toFile(), Fields.class);
        } catch (JsonProcessingException e) {
            throw notAModel(file, "its JSON is broken or of another kind", e);
        } catch (IOException e) {
            throw new BadInputException("Cannot read " + file + " (" + e.getMessage() + "); check the path.", e);
        }
        if (!FORMAT.equals(fields.format)) {
            throw notAModel(file, "its field format is not " + FORMAT, null);
        }
        if (fields.formatVersion != 1) {
            throw new BadInputException("The topic model " + file + " has format version " + fields.formatVersion
                    + ", this program reads 1; use a newer gumshoe.");
        }
        if (!isConsistent(fields)) {
            throw notAModel(
                    file,
                    "alpha, eta, guided, words or lambda do not have the shapes and values that topics needs",
                    null);
        }
        return new TopicModel(
                fields.version,
                fields.topics,
                fields.words,
                fields.lambda,
                fields.alpha,
                fields.eta,
                fields.passages,
                fields.books,
                fields.bound,
                fields.guided);
    }

    private static BadInputException notAModel(Path file, String why, Exception cause) {
        return new BadInputException(
                file + " is no topic model: " + why + "; write one with `gumshoe lda train`.", cause);
    }

    private static boolean isConsistent(Fields fields) {
        if (fields.topics < 1
                || !arePositive(fields.alpha, fields.topics)
                || !arePositive(new float[] {fields.eta}, 1)
                || fields.guided == null
                || fields.guided.contains(null)
                || fields.guided.size() > fields.topics
                || !areDistinct(fields.words)
                || fields.lambda == null
                || fields.lambda.length != fields.words.length) {
            return false;
        }
        return Arrays.stream(fields.lambda).allMatch(row -> arePositive(row, fields.topics));
    }

    private static boolean areDistinct(String[] words) {
        Set<String> distinct = new HashSet<>();
        return words != null && Arrays.stream(words).allMatch(word -> word != null && distinct.add(word));
    }

    private static boolean arePositive(float[] values, int count) {
        if (values == null || values.length != count) {
            return false;
        }
        for (float value : values) {
            if (!(value > 0 && value < Float.POSITIVE_INFINITY)) {
                return false;
            }
        }
        return true;
    }

    static void writeJson(Object content, Path file) {
        try {
            if (file.toAbsolutePath().getParent() != null) {
                Files.createDirectories(file.toAbsolutePath().getParent());
            }
            JSON.writeValue(file.toFile(), content);
        } catch (IOException e) {
            throw new BadInputException("Cannot write " + file + " (" + e.getMessage() + "); choose another place.", e);
        }
    }
}
