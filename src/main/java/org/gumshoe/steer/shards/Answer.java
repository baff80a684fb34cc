// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.shards;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.gumshoe.BadInputException;

/**
 * Answer of a shard to a question: sums over its books, which add up over shards, and a few single
 * values.
 */
public record Answer(double[] sums, double[] values) {
    private static final double[] NONE = {};

    public static Answer ofSums(double... sums) {
        return new Answer(sums, NONE);
    }

    public static Answer ofValues(double[] values) {
        return new Answer(NONE, values);
    }

    /** Returns the answer of both shards together. */
    public Answer plus(Answer other) {
        double[] total = sums.clone();
        for (int i = 0; i < total.length; i++) {
            total[i] += other.sums[i];
        }
        double[] all = Arrays.copyOf(values, values.length + other.values.length);
        System.arraycopy(other.values, 0, all, values.length, other.values.length);
        return new Answer(total, all);
    }

    public byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            RecordFormat.writeNumbers(out, sums);
            RecordFormat.writeNumbers(out, values);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /**
     * Restores an answer.
     *
     * @throws BadInputException when {@link #toBytes} did not write the bytes
     */
    public static Answer fromBytes(byte[] bytes) {
        try {
            ByteBuffer in = ByteBuffer.wrap(bytes);
            return new Answer(RecordFormat.readNumbers(in), RecordFormat.readNumbers(in));
        } catch (BufferUnderflowException e) {
            throw new BadInputException(
                    "An answer of " + bytes.length + " bytes is cut short; start all instances with the same release.",
                    e);
        }
    }
}
