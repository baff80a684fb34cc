// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.download;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gumshoe.BadInputException;

/**
 * Name of a model on the hub: {@code hf:owner/name@revision}, or {@code hf:owner/name/file.gguf}
 * for one of its files.
 *
 * @param id owner and name; only the name for the oldest models
 * @param revision a branch, a tag or a commit
 * @param file the only file to use; empty for the whole model
 */
record HuggingFaceName(String id, String revision, Optional<String> file) {
    static final String PREFIX = "hf:";

    private static final Pattern PATTERN = Pattern.compile(
            PREFIX + "(?<id>\\w[\\w.-]*(/\\w[\\w.-]*)?)(?<file>(/\\w[\\w.-]*)+)?(@(?<revision>\\w[\\w./-]*))?");

    /** Formats of weights, the preferred first; each with its index. */
    private static final List<String> WEIGHT_FORMATS = List.of(
            "model-\\d+-of-\\d+\\.safetensors|model\\.safetensors\\.index\\.json",
            "model\\.safetensors",
            "pytorch_model-\\d+-of-\\d+\\.bin|pytorch_model\\.bin\\.index\\.json",
            "pytorch_model\\.bin");

    private static final String OTHER_FILES = "(generation_|tokenizer_)?config\\.json|tokenizer\\.(json|model)";

    static HuggingFaceName parse(String text) {
        Matcher matcher = PATTERN.matcher(text);
        String file = matcher.matches() ? matcher.group("file") : null;
        if (!matcher.matches() || file != null && !file.endsWith(".gguf") || text.contains("..")) {
            throw new BadInputException(text
                    + " is not the name of a model on the hub; write hf:owner/name, hf:owner/name@revision or "
                    + "hf:owner/name/file.gguf.");
        }
        String revision = matcher.group("revision");
        return new HuggingFaceName(
                matcher.group("id"),
                revision == null ? "main" : revision,
                Optional.ofNullable(file).map(f -> f.substring(1)));
    }

    /** Directory of the model in the shared cache. */
    String directory() {
        return "models--" + id.replace("/", "--");
    }

    boolean isCommit() {
        return revision.matches("[0-9a-f]{40}");
    }

    /**
     * Selects the files that are needed: the configuration, a tokenizer, and the weights in one
     * format.
     */
    List<String> needed(List<String> published) {
        if (file.isPresent()) {
            return published.contains(file.get()) ? List.of(file.get()) : List.of();
        }
        return WEIGHT_FORMATS.stream()
                .filter(format -> published.stream().anyMatch(name -> name.matches(format)))
                .findFirst()
                .map(format -> published.stream()
                        .filter(name -> name.matches(format) || name.matches(OTHER_FILES))
                        .toList())
                .orElse(List.of());
    }
}
