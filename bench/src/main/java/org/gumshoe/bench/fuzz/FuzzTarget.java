// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.fuzz;

import java.nio.file.Path;
import java.util.List;

/**
 * A reader of something that comes from outside, and well-formed inputs of it to begin with.
 *
 * @param weight how often it is tried, relative to the others
 */
public record FuzzTarget(String name, int weight, List<byte[]> seeds, Reader reader) {
    /** The reader under test. */
    @FunctionalInterface
    public interface Reader {
        /**
         * Reads an input. {@link org.gumshoe.BadInputException} means that it was refused with a
         * sentence, any other throwable is a finding.
         *
         * @param directory a directory that the reader may write to
         */
        void read(byte[] input, Path directory) throws Exception;
    }
}
