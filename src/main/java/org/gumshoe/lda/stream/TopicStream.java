// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda.stream;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.gumshoe.BadInputException;
import org.gumshoe.lda.BagOfWords;
import org.gumshoe.lda.Document;
import org.gumshoe.lda.LdaOptions;
import org.gumshoe.lda.LdaState;
import org.gumshoe.lda.OnlineLda;
import org.gumshoe.lda.SeededTopic;
import org.gumshoe.lda.TopicModel;

/**
 * A learner of an unbounded stream: an {@link OnlineLda} and a held-out sample to evaluate its
 * models on. Its state depends on its inputs and their order only, not on when models are taken
 * from it. Memory is bounded: the vocabulary and its candidates, the reservoir, the held-out
 * passages. Not thread-safe.
 */
public final class TopicStream {
    private static final int MAGIC = 0x53545231; // STR1

    private final OnlineLda lda;
    private final HeldOutPassages heldOut;
    private long inputs;

    /**
     * Creates a learner that has seen nothing.
     *
     * @param threads one or more; they change the speed, never the result
     */
    public TopicStream(LdaOptions options, int threads) {
        this(new OnlineLda(options, List.of(), threads), new HeldOutPassages());
    }

    private TopicStream(OnlineLda lda, HeldOutPassages heldOut) {
        this.lda = lda;
        this.heldOut = heldOut;
    }

    /**
     * Adds a passage.
     *
     * @param key unique key of the passage; its hash decides whether the passage is held out
     */
    public void add(String key, Document passage) {
        inputs++;
        heldOut.offer(key, passage).ifPresent(lda::add);
    }

    /**
     * Seeds a topic from now on ({@link OnlineLda#addSeededTopic}); does nothing if the concept
     * already seeds a topic.
     *
     * @throws BadInputException if every topic is seeded
     */
    public void addSeededTopic(SeededTopic seeded) {
        if (lda.addSeededTopic(seeded)) {
            inputs++;
        }
    }

    /** Returns the number of inputs that affect the model: passages and seeded topics. */
    public long inputs() {
        return inputs;
    }

    /** Returns the number of passages added, including waiting and held-out ones. */
    public long passages() {
        return lda.passages() + heldOut.size();
    }

    public LdaOptions options() {
        return lda.options();
    }

    /** Returns the passages that were held out of training. */
    public List<BagOfWords> heldOut() {
        return heldOut.bags();
    }

    /**
     * Returns the model after learning from all waiting passages. Only a copy of the learner does
     * so; in the learner itself these passages stay in the reservoir.
     */
    public TopicModel latest() {
        OnlineLda copy = lda.copy();
        copy.flush();
        return copy.snapshot().withPassages(passages());
    }

    /**
     * Serialises the learner; {@link #restore} continues bit for bit. Equal learners give equal
     * bytes.
     */
    public byte[] state() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(MAGIC);
            out.writeLong(inputs);
            heldOut.write(out);
            byte[] learner = lda.state();
            out.writeInt(learner.length);
            out.write(learner);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /**
     * Restores a learner.
     *
     * @throws BadInputException if the bytes are no state of a learner, or of another version
     */
    public static TopicStream restore(byte[] state, int threads) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(state))) {
            if (in.readInt() != MAGIC) {
                throw LdaState.otherVersion();
            }
            long inputs = in.readLong();
            HeldOutPassages heldOut = new HeldOutPassages();
            heldOut.read(in);
            TopicStream stream = new TopicStream(OnlineLda.restore(in.readNBytes(in.readInt()), threads), heldOut);
            stream.inputs = inputs;
            return stream;
        } catch (IOException | IllegalArgumentException | NegativeArraySizeException e) {
            throw LdaState.truncated(e);
        }
    }
}
