// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.shards;

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
        byte[] ofSums = RecordFormat.ofNumbers(sums);
        byte[] ofValues = RecordFormat.ofNumbers(values);
        byte[] all = Arrays.copyOf(ofSums, ofSums.length + ofValues.length);
        System.arraycopy(ofValues, 0, all, ofSums.length, ofValues.length);
        return all;
    }

    /**
     * Restores an answer.
     *
     * @throws BadInputException when {@link #toBytes} did not write the bytes
     */
    public static Answer fromBytes(byte[] bytes) {
        return fromBytes(ByteBuffer.wrap(bytes));
    }

    /** As {@link #fromBytes(byte[])}, from where the buffer stands. */
    public static Answer fromBytes(ByteBuffer bytes) {
        ByteBuffer in = bytes.duplicate();
        try {
            return new Answer(RecordFormat.readNumbers(in), RecordFormat.readNumbers(in));
        } catch (BufferUnderflowException e) {
            throw new BadInputException(
                    "An answer of " + bytes.remaining()
                            + " bytes is cut short; start all instances with the same release.",
                    e);
        }
    }
}
