// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.gumshoe.BadInputException;
import org.gumshoe.VisibleText;

/**
 * A check of a tokenizer.json for what is known to abort HuggingFace's library, and the whole
 * process with it: its panics cannot be caught in Java.
 *
 * @param source file to name in error messages
 */
record TokenizerCheck(Object source) {
    private static final int MAX_COMPONENTS = 64;

    /** A text may grow so many times over by all replacements together. */
    private static final long MAX_GROWTH = 1 << 10;

    /**
     * Checks a tokenizer.
     *
     * @throws BadInputException when the library would abort
     */
    void check(TokenizerJson tokenizer) {
        for (JsonNode added : tokenizer.addedTokens()) {
            JsonNode id = added.path("id");
            if (!id.canConvertToInt() || id.asInt() < 0) {
                throw wrong("added_tokens", "has the id " + id + " for " + added.path("content"));
            }
        }
        for (String part : new String[] {"normalizer", "pre_tokenizer", "post_processor", "decoder"}) {
            checkPart(part, tokenizer.parts().path(part));
        }
    }

    private void checkPart(String part, JsonNode root) {
        int components = 0;
        long growth = 1;
        for (JsonNode component : root.findParents("type")) {
            components++;
            switch (component.path("type").asText()) {
                case "Precompiled" -> checkCharsMap(part, component.path("precompiled_charsmap"));
                case "Replace" -> {
                    checkPattern(part, component.path("pattern"), true);
                    growth *= growth(component);
                }
                case "Split" -> checkPattern(part, component.path("pattern"), false);
                case "Prepend" -> growth += component.path("prepend").asText().length();
                case "FixedLength" -> {
                    if (component.path("length").asLong(1) < 1) {
                        throw wrong(part, "cuts pieces of length " + component.path("length"));
                    }
                }
                default -> {}
            }
            if (growth > MAX_GROWTH || components > MAX_COMPONENTS) {
                throw wrong(
                        part,
                        "makes a text more than " + MAX_GROWTH + " times as long, or has more than " + MAX_COMPONENTS
                                + " steps");
            }
        }
        for (JsonNode template : root.findParents("special_tokens")) {
            checkTemplate(part, template);
        }
    }

    private static long growth(JsonNode replace) {
        int pattern =
                Math.max(1, replace.path("pattern").path("String").asText().length());
        return Math.clamp(replace.path("content").asText().length() / pattern, 1, MAX_GROWTH + 1);
    }

    private void checkCharsMap(String part, JsonNode map) {
        if (!map.isTextual() || !PrecompiledCharsMap.isSound(map.asText())) {
            throw wrong(part, "has a precompiled_charsmap that is damaged");
        }
    }

    private void checkPattern(String part, JsonNode pattern, boolean replaces) {
        String literal =
                pattern.isTextual() ? pattern.asText() : pattern.path("String").asText(null);
        String regex = pattern.path("Regex").asText(null);
        if (literal != null && literal.isEmpty() || regex != null && (regex.isEmpty() || replaces && isEmpty(regex))) {
            throw wrong(part, "has a pattern that matches the empty text: " + pattern);
        }
        if (regex != null && NestedQuantifiers.in(regex)) {
            throw wrong(
                    part,
                    "repeats a repetition or alternatives, or repeats too often in a row, which may never end: "
                            + pattern);
        }
    }

    private static boolean isEmpty(String regex) {
        try {
            return Pattern.compile(regex).matcher("").find();
        } catch (PatternSyntaxException | StackOverflowError notJavas) {
            return false;
        }
    }

    private void checkTemplate(String part, JsonNode template) {
        for (JsonNode use : template.findValues("SpecialToken")) {
            String id = use.path("id").asText();
            if (!template.path("special_tokens").has(id)) {
                throw wrong(part, "puts in the token " + id + ", which is none of its special_tokens");
            }
        }
    }

    private BadInputException wrong(String part, String what) {
        return new BadInputException("The tokenizer of %s cannot be used (its %s %s); download it again."
                .formatted(VisibleText.quoted(source.toString()), part, VisibleText.quoted(what)));
    }
}
