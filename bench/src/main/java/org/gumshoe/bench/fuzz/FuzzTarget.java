// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.fuzz;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/**
 * A reader of something that comes from outside, and well-formed inputs of it to begin with.
 *
 * @param weight how often it is tried, relative to the others
 * @param mutation makes further inputs of them
 */
public record FuzzTarget(String name, int weight, List<byte[]> seeds, Mutation mutation, Reader reader) {
    /** A target whose inputs are changed without regard to what they are. */
    public FuzzTarget(String name, int weight, List<byte[]> seeds, Reader reader) {
        this(name, weight, seeds, (given, random) -> new Mutator(random).mutate(given), reader);
    }

    /** A maker of inputs. */
    @FunctionalInterface
    public interface Mutation {
        /** Returns one of the seeds with some changes, which follow from the random numbers alone. */
        byte[] mutate(List<byte[]> seeds, Random random);
    }

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
