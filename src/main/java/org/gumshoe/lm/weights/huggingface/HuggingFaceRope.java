// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights.huggingface;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.gumshoe.BadInputException;
import org.gumshoe.VisibleText;
import org.gumshoe.lm.config.Rope;
import org.gumshoe.lm.weights.DeclaredNumber;

/**
 * The rotary embedding that a config.json describes: rope_parameters of transformers 5, one object or
 * one for each layer type, or rope_scaling of earlier versions.
 *
 * @param file file to name in error messages
 * @param json the configuration
 * @param parameters those of the layer's type; missing where nothing is scaled
 * @param contextLength longest sequence of the model, in tokens
 */
record HuggingFaceRope(Path file, JsonNode json, JsonNode parameters, int contextLength) {
    /** Parameters that are read; another one might change what the embedding is. */
    private static final Set<String> KNOWN = Set.of(
            "rope_type",
            "type",
            "rope_theta",
            "factor",
            "low_freq_factor",
            "high_freq_factor",
            "original_max_position_embeddings",
            "attention_factor",
            "mscale",
            "mscale_all_dim",
            "beta_fast",
            "beta_slow",
            "truncate",
            "short_factor",
            "long_factor",
            "partial_rotary_factor",
            "finetuned");

    /**
     * Returns an embedding with this scaling.
     *
     * @throws BadInputException when the scaling is of an unknown kind or lacks a number
     */
    Rope scaled(Rope rope) {
        parameters.fieldNames().forEachRemaining(name -> {
            if (!KNOWN.contains(name)
                    && !parameters.path(name).isObject()
                    && !parameters.path(name).isNull()) {
                throw new BadInputException("%s gives its rope the parameter \"%s\", which is not known here; %s"
                        .formatted(
                                file,
                                VisibleText.quoted(name),
                                "take another model, or remove it if it does nothing."));
            }
        });
        String kind =
                parameters.path("rope_type").asText(parameters.path("type").asText("default"));
        return switch (kind) {
            // the base of "dynamic" changes beyond the context alone, and no longer text is read
            case "default", "dynamic" -> rope;
            case "linear" -> rope.withLinearScaling(real("factor", 1));
            case "llama3" ->
                rope.withLlama3Scaling(
                        real("factor", 8), real("low_freq_factor", 1), real("high_freq_factor", 4), original(8192));
            case "yarn" -> yarn(rope);
            case "longrope", "su" -> longRope(rope);
            default ->
                throw new BadInputException(file + " scales its rope by \"" + VisibleText.quoted(kind)
                        + "\"; default, linear, dynamic, llama3, yarn and longrope are read.");
        };
    }

    private Rope yarn(Rope rope) {
        double original = original(contextLength);
        double factor = real("factor", contextLength / original);
        double mscale = real("mscale", 0);
        double mscaleAllDim = real("mscale_all_dim", 0);
        double magnitude = mscale > 0 && mscaleAllDim > 0
                ? Rope.yarnMagnitude(factor, mscale) / Rope.yarnMagnitude(factor, mscaleAllDim)
                : Rope.yarnMagnitude(factor, 1);
        return rope.withYarnScaling(
                factor,
                real("beta_fast", 32),
                real("beta_slow", 1),
                original,
                parameters.path("truncate").asBoolean(true),
                real("attention_factor", magnitude));
    }

    private Rope longRope(Rope rope) {
        double original = original(contextLength);
        double factor = real("factor", contextLength / original);
        return rope.withLongRope(
                factors("short_factor"),
                factors("long_factor"),
                (int) original,
                real("attention_factor", Rope.longRopeMagnitude(factor, original)));
    }

    private List<Double> factors(String key) {
        JsonNode factors = parameters.path(key);
        if (!factors.isArray() || factors.isEmpty() || !factors.valueStream().allMatch(JsonNode::isNumber)) {
            throw new BadInputException(
                    file + " has no numbers \"" + key + "\" for its longrope; download the model's config.json again.");
        }
        return factors.valueStream().map(JsonNode::asDouble).toList();
    }

    /** Returns the context length before the extension; Phi-3 says it outside. */
    private double original(double defaultValue) {
        String key = "original_max_position_embeddings";
        return real(json, key, real(parameters, key, defaultValue));
    }

    private double real(String key, double defaultValue) {
        return real(parameters, key, defaultValue);
    }

    private double real(JsonNode parent, String key, double defaultValue) {
        JsonNode value = parent.path(key);
        return value.isMissingNode() || value.isNull()
                ? defaultValue
                : new DeclaredNumber(file, key, value.isNumber() ? value.numberValue() : value).real(0);
    }
}
