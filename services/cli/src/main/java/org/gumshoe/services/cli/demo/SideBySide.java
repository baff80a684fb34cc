// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.demo;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.gumshoe.schemas.StoryRequest;
import org.gumshoe.schemas.StoryToken;

/**
 * Stories from one opening beside each other: redrawn with each token on a terminal, printed whole
 * elsewhere.
 */
final class SideBySide {
    /** Of the whole sheet, and what stands between two columns. */
    private static final int SHEET = 122;

    private static final String BETWEEN = " │ ";
    private final PrintStream out;
    private final List<StoryRequest> arms;
    private final int width;
    private final StringBuilder[] texts;
    private final boolean[] ended;
    private final boolean terminal =
            System.console() != null && System.console().isTerminal();
    private int drawn;
    private boolean shown;

    SideBySide(PrintStream out, List<StoryRequest> arms) {
        this.out = out;
        this.arms = arms;
        this.width = (SHEET + BETWEEN.length()) / arms.size() - BETWEEN.length();
        this.texts = arms.stream().map(p -> new StringBuilder()).toArray(StringBuilder[]::new);
        this.ended = new boolean[arms.size()];
    }

    synchronized void accept(StoryToken token) {
        for (int i = 0; i < arms.size(); i++) {
            if (arms.get(i).getStory().equals(token.getStory())) {
                if (token.getIndex() == 0) {
                    texts[i].setLength(0);
                }
                texts[i].append(token.getError().isEmpty() ? token.getText() : token.getError());
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

    /** From now on its place on the terminal is the last lines. */
    synchronized void show() {
        out.println();
        wrap("“" + arms.getFirst().getPrompt() + " …”", SHEET).forEach(out::println);
        out.println();
        StringBuilder heads = new StringBuilder();
        arms.forEach(story -> heads.append(pad(story.getArm().toUpperCase(java.util.Locale.ROOT), width))
                .append(BETWEEN));
        out.println(heads.substring(0, heads.length() - BETWEEN.length()).stripTrailing());
        shown = true;
        if (terminal) {
            draw();
        }
    }

    /** The last state, once both have ended. */
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
        if (drawn > 0) {
            out.print("\033[" + drawn + "A");
        }
        int lines = columns.stream().mapToInt(List::size).max().orElse(0);
        for (int line = 0; line < lines; line++) {
            StringBuilder row = new StringBuilder();
            for (List<String> column : columns) {
                row.append(pad(line < column.size() ? column.get(line) : "", width))
                        .append(BETWEEN);
            }
            out.println((drawn > 0 ? "\033[K" : "")
                    + row.substring(0, row.length() - BETWEEN.length()).stripTrailing());
        }
        drawn = terminal ? Math.max(lines, drawn) : 0;
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
