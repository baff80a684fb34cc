// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.catalogue;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;

/**
 * Reader of a table whose rows end in CRLF: a line feed alone, which is part of a title, becomes a
 * space, quoted or not. A table whose first row ends in a line feed alone comes unchanged.
 */
final class UnquotedLineFeeds extends FilterReader {
    private int former = -1;
    private boolean seenEnd;
    private boolean endsInBoth;

    UnquotedLineFeeds(Reader in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        int next = in.read();
        boolean isAlone = next == '\n' && former != '\r';
        if (next == '\n' && !seenEnd) {
            seenEnd = true;
            endsInBoth = !isAlone;
        }
        former = next;
        return isAlone && endsInBoth ? ' ' : next;
    }

    @Override
    public int read(char[] buffer, int from, int length) throws IOException {
        int count = 0;
        while (count < length) {
            int next = read();
            if (next < 0) {
                return count == 0 ? -1 : count;
            }
            buffer[from + count++] = (char) next;
        }
        return count;
    }
}
