// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.download;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gumshoe.BadInputException;

/**
 * A model on a hub, as {@code hf:owner/name@revision} says; {@code hf:owner/name/file.gguf} is one
 * file of it.
 *
 * @param id owner and name; of the oldest models the name alone
 * @param revision a branch, a tag or a commit
 * @param file the only one that is wanted, where one was named
 */
record HubName(String id, String revision, Optional<String> file) {
    static final String PREFIX = "hf:";

    private static final Pattern FORM = Pattern.compile(
            PREFIX + "(?<id>\\w[\\w.-]*(/\\w[\\w.-]*)?)(?<file>(/\\w[\\w.-]*)+)?(@(?<revision>\\w[\\w./-]*))?");

    /** Forms that weights come in, the better first; each with its index. */
    private static final List<String> WEIGHTS = List.of(
            "model-\\d+-of-\\d+\\.safetensors|model\\.safetensors\\.index\\.json",
            "model\\.safetensors",
            "pytorch_model-\\d+-of-\\d+\\.bin|pytorch_model\\.bin\\.index\\.json",
            "pytorch_model\\.bin");

    private static final String BESIDE = "(generation_|tokenizer_)?config\\.json|tokenizer\\.(json|model)";

    static HubName parse(String text) {
        Matcher form = FORM.matcher(text);
        String file = form.matches() ? form.group("file") : null;
        if (!form.matches() || file != null && !file.endsWith(".gguf") || text.contains("..")) {
            throw new BadInputException(text
                    + " is no model of a hub; write hf:owner/name, hf:owner/name@revision or hf:owner/name/file.gguf.");
        }
        String revision = form.group("revision");
        return new HubName(
                form.group("id"),
                revision == null ? "main" : revision,
                Optional.ofNullable(file).map(f -> f.substring(1)));
    }

    /** Its directory in the cache that all programs of the hub share. */
    String directory() {
        return "models--" + id.replace("/", "--");
    }

    boolean isCommit() {
        return revision.matches("[0-9a-f]{40}");
    }

    /**
     * Which of a model's files are needed: its configuration, a tokenizer, and weights in one form.
     */
    List<String> needed(List<String> published) {
        if (file.isPresent()) {
            return published.contains(file.get()) ? List.of(file.get()) : List.of();
        }
        return WEIGHTS.stream()
                .filter(form -> published.stream().anyMatch(name -> name.matches(form)))
                .findFirst()
                .map(form -> published.stream()
                        .filter(name -> name.matches(form) || name.matches(BESIDE))
                        .toList())
                .orElse(List.of());
    }
}
