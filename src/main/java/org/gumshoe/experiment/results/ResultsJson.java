// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.results;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gumshoe.BadInputException;

/**
 * Reader and writer of {@code results.json}. JSON has no NaN: a figure that is not finite is
 * written as null and read back as NaN. Fields keep the order of the records, and maps their own
 * order, so that the maps of {@link ExperimentResults} should be {@link java.util.LinkedHashMap}s.
 */
public final class ResultsJson {
    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new SimpleModule()
                    .addSerializer(Double.class, new FiniteOrNull())
                    .addSerializer(double.class, new FiniteOrNull())
                    .addDeserializer(Double.class, new NumberOrNan())
                    .addDeserializer(double.class, new NumberOrNan()))
            .enable(SerializationFeature.INDENT_OUTPUT)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private ResultsJson() {}

    /** Returns one part of the results as JSON, for a cache. */
    public static String json(Object part) {
        try {
            return JSON.writeValueAsString(part);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Reads what {@link #json} wrote. */
    public static <T> T parse(String json, Class<T> part) {
        try {
            return JSON.readValue(json, part);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Creates the directory of the results, before anything is computed for them.
     *
     * @throws BadInputException when it is not writable
     */
    public static void prepare(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw cannotBeWritten(directory, e);
        }
        if (!Files.isWritable(directory)) {
            throw cannotBeWritten(directory, new AccessDeniedException(directory.toString()));
        }
    }

    private static BadInputException cannotBeWritten(Path place, IOException why) {
        return new BadInputException(
                "The results " + place + " cannot be written (" + why + "); choose another place.", why);
    }

    /**
     * Writes results.
     *
     * @throws BadInputException when the file cannot be written
     */
    public static void write(ExperimentResults results, Path file) {
        prepare(file.toAbsolutePath().getParent());
        try {
            Files.writeString(file, JSON.writeValueAsString(results) + "\n");
        } catch (IOException e) {
            throw cannotBeWritten(file, e);
        }
    }

    /**
     * Reads results.
     *
     * @throws BadInputException when there is no such file or it holds no results
     */
    public static ExperimentResults read(Path file) {
        try {
            ExperimentResults results = JSON.readValue(Files.readString(file), ExperimentResults.class);
            if (results == null) {
                throw new BadInputException("The file " + file + " holds no results; run the experiment again.");
            }
            return results;
        } catch (JsonProcessingException e) {
            throw new BadInputException(
                    "The file " + file + " holds no results of an experiment (" + e.getOriginalMessage()
                            + "); run the experiment again.",
                    e);
        } catch (IOException e) {
            throw new BadInputException("The results " + file + " cannot be read; name a results.json.", e);
        }
    }

    private static final class FiniteOrNull extends JsonSerializer<Double> {
        @Override
        public void serialize(Double value, JsonGenerator out, SerializerProvider provider) throws IOException {
            if (Double.isFinite(value)) {
                out.writeNumber(value);
            } else {
                out.writeNull();
            }
        }
    }

    private static final class NumberOrNan extends JsonDeserializer<Double> {
        @Override
        public Double deserialize(JsonParser in, DeserializationContext context) throws IOException {
            return in.currentToken().isNumeric()
                    ? (Double) in.getDoubleValue()
                    : (Double) context.handleUnexpectedToken(Double.class, in);
        }

        @Override
        public Double getNullValue(DeserializationContext context) {
            return Double.NaN;
        }
    }
}
