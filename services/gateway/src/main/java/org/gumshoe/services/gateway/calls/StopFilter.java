// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway.calls;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.gumshoe.services.gateway.view.TokenRow;

/**
 * Filter that ends a text before the first of some texts. A token is held back while it may be the
 * beginning of one.
 */
final class StopFilter {
    private final List<String> stops;
    private final Deque<TokenRow> held = new ArrayDeque<>();
    private final StringBuilder heldText = new StringBuilder();
    private boolean stopped;

    /** A token that may be shown, with as much of its text as comes before the end. */
    record Piece(TokenRow token, String text) {}

    StopFilter(List<String> stops) {
        this.stops = stops;
    }

    /** Whether one of the texts has come. */
    boolean stopped() {
        return stopped;
    }

    /** Takes a token, and returns what may be shown now. */
    List<Piece> add(TokenRow token) {
        List<Piece> pieces = new ArrayList<>();
        if (stopped) {
            return pieces;
        }
        held.add(token);
        heldText.append(token.text());
        int stop = stops.stream()
                .mapToInt(heldText::indexOf)
                .filter(at -> at >= 0)
                .min()
                .orElse(-1);
        stopped = stop >= 0;
        int shown = stopped ? stop : token.last() ? heldText.length() : heldText.length() - possibleBeginning();
        int from = 0;
        while (!held.isEmpty() && (from + held.peek().text().length() <= shown || stopped)) {
            TokenRow next = held.remove();
            int end = Math.min(shown, from + next.text().length());
            if (end > from || !stopped) {
                pieces.add(new Piece(next, heldText.substring(from, end)));
            }
            from = end;
        }
        heldText.delete(0, from);
        return pieces;
    }

    /** Length of the longest end of the text that is the beginning of a text to stop at. */
    private int possibleBeginning() {
        int longest = 0;
        for (String stop : stops) {
            for (int length = Math.min(stop.length() - 1, heldText.length()); length > longest; length--) {
                if (stop.startsWith(heldText.substring(heldText.length() - length))) {
                    longest = length;
                }
            }
        }
        return longest;
    }
}
