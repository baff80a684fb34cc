// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.demo;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.gumshoe.VisibleText;
import org.gumshoe.schemas.StoryRequest;
import org.gumshoe.schemas.StoryToken;
import org.gumshoe.services.cli.terminal.Terminal;

/**
 * View of stories from one opening in columns: redrawn with each token on a terminal, printed once
 * elsewhere.
 */
final class SideBySide {
    private static final int TOTAL_WIDTH = 122;

    private static final String SEPARATOR = " │ ";
    private final PrintStream out;
    private final List<StoryRequest> requests;
    private final int width;
    private final StringBuilder[] texts;
    private final boolean[] ended;
    private final boolean terminal =
            System.console() != null && System.console().isTerminal();
    private int drawnLines;
    private boolean shown;

    SideBySide(PrintStream out, List<StoryRequest> requests) {
        this.out = out;
        this.requests = requests;
        this.width = (TOTAL_WIDTH + SEPARATOR.length()) / requests.size() - SEPARATOR.length();
        this.texts = requests.stream().map(p -> new StringBuilder()).toArray(StringBuilder[]::new);
        this.ended = new boolean[requests.size()];
    }

    synchronized void accept(StoryToken token) {
        for (int i = 0; i < requests.size(); i++) {
            if (requests.get(i).getStory().equals(token.getStory())) {
                if (token.getIndex() == 0) {
                    texts[i].setLength(0);
                }
                // escaped before it is cut into lines, whose widths count what is shown
                texts[i].append(VisibleText.lines(token.getError().isEmpty() ? token.getText() : token.getError()));
                ended[i] |= token.getLast();
                if (shown && terminal) {
                    draw();
                }
            }
        }
    }

    synchronized boolean complete() {
        for (boolean each : ended) {
            if (!each) {
                return false;
            }
        }
        return true;
    }

    synchronized int tokensSoFar() {
        return texts[0].length() + texts[texts.length - 1].length();
    }

    synchronized String text(int i) {
        return texts[i].toString().strip();
    }

    /** Shows the columns; from now on they are the last lines of the terminal. */
    synchronized void show() {
        out.println();
        wrap("“" + requests.getFirst().getPrompt() + " …”", TOTAL_WIDTH).forEach(out::println);
        out.println();
        StringBuilder headings = new StringBuilder();
        requests.forEach(story -> headings.append(pad(story.getArm().toUpperCase(Locale.ROOT), width))
                .append(SEPARATOR));
        out.println(
                headings.substring(0, headings.length() - SEPARATOR.length()).stripTrailing());
        shown = true;
        if (terminal) {
            draw();
        }
    }

    /** Prints the final texts where they were not drawn. */
    synchronized void finish() {
        if (!terminal) {
            draw();
        }
    }

    private void draw() {
        List<List<String>> columns = new ArrayList<>();
        for (StringBuilder text : texts) {
            columns.add(wrap(text.toString().strip(), width));
        }
        if (drawnLines > 0) {
            Terminal.control(out, "\033[" + drawnLines + "A");
        }
        int lines = columns.stream().mapToInt(List::size).max().orElse(0);
        for (int line = 0; line < lines; line++) {
            StringBuilder row = new StringBuilder();
            for (List<String> column : columns) {
                row.append(pad(line < column.size() ? column.get(line) : "", width))
                        .append(SEPARATOR);
            }
            if (drawnLines > 0) {
                Terminal.control(out, "\033[K");
            }
            out.println(row.substring(0, row.length() - SEPARATOR.length()).stripTrailing());
        }
        drawnLines = terminal ? Math.max(lines, drawnLines) : 0;
        out.flush();
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    static List<String> wrap(String text, int width) {
        List<String> lines = new ArrayList<>();
        for (String paragraph : text.split("\n")) {
            StringBuilder line = new StringBuilder();
            for (String word : paragraph.split("\\s+")) {
                String rest = word;
                if (line.length() + rest.length() + 1 > width && !line.isEmpty()) {
                    lines.add(line.toString());
                    line.setLength(0);
                }
                while (rest.length() > width) {
                    lines.add(rest.substring(0, width));
                    rest = rest.substring(width);
                }
                line.append(line.isEmpty() ? "" : " ").append(rest);
            }
            if (!line.isEmpty()) {
                lines.add(line.toString());
            }
        }
        return lines;
    }
}
