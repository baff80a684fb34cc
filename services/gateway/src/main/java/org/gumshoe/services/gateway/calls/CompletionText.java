// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway.calls;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.gumshoe.schemas.StoryRequest;
import org.gumshoe.services.gateway.view.TokenRow;

/** Text of a completion as it comes: all its choices, in the form that OpenAI's clients read. */
final class CompletionText {
    private final CompletionBody body;
    private final String id;
    private final String fingerprint;
    private final long created = System.currentTimeMillis() / 1000;
    private final Map<String, Choice> byStory = new HashMap<>();
    private final List<Map<String, Object>> chunks = new ArrayList<>();

    private static final class Choice {
        final int index;
        final int limit;
        final StopFilter filter;
        final List<StopFilter.Piece> pieces = new ArrayList<>();
        int characters;
        String reason;

        Choice(int index, int limit, StopFilter filter) {
            this.index = index;
            this.limit = limit;
            this.filter = filter;
        }
    }

    /** Begins with the first token of any choice. */
    CompletionText(CompletionBody body, TokenRow first) {
        this.body = body;
        id = "cmpl-" + body.choices().getFirst().getStory();
        fingerprint = first.model();
        List<StoryRequest> choices = body.choices();
        IntStream.range(0, choices.size())
                .forEach(index -> byStory.put(
                        choices.get(index).getStory(),
                        new Choice(index, choices.get(index).getTokens(), new StopFilter(body.stops()))));
        add(first);
    }

    void add(TokenRow token) {
        Choice choice = byStory.get(token.story());
        if (choice.reason != null) {
            return;
        }
        List<StopFilter.Piece> pieces = choice.filter.add(token);
        int offset = choice.characters;
        choice.characters +=
                pieces.stream().mapToInt(piece -> piece.text().length()).sum();
        choice.pieces.addAll(pieces);
        if (choice.filter.stopped()) {
            choice.reason = "stop";
        } else if (token.last()) {
            choice.reason = token.index() + 1 == choice.limit ? "length" : "stop";
        }
        if (!pieces.isEmpty() || choice.reason != null) {
            chunks.add(document(List.of(choice(choice, pieces, offset))));
        }
    }

    /** Whether all choices have ended. */
    boolean ended() {
        return byStory.values().stream().allMatch(choice -> choice.reason != null);
    }

    /** Returns what has come since the last call, as chunks of a stream. */
    List<Map<String, Object>> drain() {
        List<Map<String, Object>> drained = List.copyOf(chunks);
        chunks.clear();
        return drained;
    }

    /** Returns the whole completion. */
    Map<String, Object> whole() {
        return document(byStory.values().stream()
                .sorted((a, b) -> Integer.compare(a.index, b.index))
                .map(choice -> choice(choice, choice.pieces, 0))
                .toList());
    }

    private Map<String, Object> document(List<Map<String, Object>> choices) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("id", id);
        document.put("object", "text_completion");
        document.put("created", created);
        document.put("model", body.model());
        document.put("system_fingerprint", fingerprint);
        document.put("choices", choices);
        return document;
    }

    private Map<String, Object> choice(Choice choice, List<StopFilter.Piece> pieces, int offset) {
        Map<String, Object> members = new LinkedHashMap<>();
        StringBuilder text = new StringBuilder();
        pieces.forEach(piece -> text.append(piece.text()));
        members.put("text", text.toString());
        members.put("index", choice.index);
        members.put("logprobs", body.logProbs() ? logProbs(pieces, offset) : null);
        members.put("finish_reason", choice.reason);
        return members;
    }

    private static Map<String, Object> logProbs(List<StopFilter.Piece> pieces, int from) {
        List<Integer> offsets = new ArrayList<>();
        int offset = from;
        for (StopFilter.Piece piece : pieces) {
            offsets.add(offset);
            offset += piece.text().length();
        }
        return Map.of(
                "tokens", pieces.stream().map(StopFilter.Piece::text).toList(),
                "token_logprobs",
                        pieces.stream().map(piece -> piece.token().logProb()).toList(),
                "top_logprobs",
                        pieces.stream()
                                .map(piece -> Map.of(piece.text(), piece.token().logProb()))
                                .toList(),
                "text_offset", offsets);
    }
}
