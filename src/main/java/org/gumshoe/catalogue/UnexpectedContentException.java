// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.catalogue;

/** What a server sent where a book was due. */
public final class UnexpectedContentException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What came instead of a book. */
    public enum Kind {
        /** A page that takes the reader for a robot, or shuts it out. */
        BLOCK,
        /** Another page, such as one that says that there is no such file. */
        PAGE,
        /** A part of a book, or bytes of another kind. */
        DAMAGE
    }

    private final Kind kind;

    UnexpectedContentException(Kind kind, String what) {
        super(what);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
