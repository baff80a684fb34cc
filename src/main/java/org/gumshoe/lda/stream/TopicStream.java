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
 * A topic model of a stream without end: {@link OnlineLda}, and a small sample that is held out to
 * judge it by. Its state depends on what it was given and in which order, not on when it was asked
 * for topics. Bounded: the vocabulary and its candidates, the passages that wait, those held out.
 */
public final class TopicStream {
    private static final int MAGIC = 0x53545231; // STR1

    private final OnlineLda lda;
    private final HeldOutPassages heldOut;
    private long entries;

    /** A model that has seen nothing; threads change the pace, never the result. */
    public TopicStream(LdaOptions options, int threads) {
        this(new OnlineLda(options, List.of(), threads), new HeldOutPassages());
    }

    private TopicStream(OnlineLda lda, HeldOutPassages heldOut) {
        this.lda = lda;
        this.heldOut = heldOut;
    }

    /**
     * Takes in a passage.
     *
     * @param key identity of the passage; it decides whether the passage is held out
     */
    public void add(String key, Document passage) {
        entries++;
        heldOut.offer(key, passage).ifPresent(lda::add);
    }

    /**
     * Lets a concept guide a topic from now on ({@link OnlineLda#guide}); one that guides already
     * is left as it is.
     *
     * @throws BadInputException when every topic has its guide
     */
    public void guide(SeededTopic guide) {
        if (lda.guide(guide)) {
            entries++;
        }
    }

    /** How much has come that changes the topics: passages and guides. */
    public long entries() {
        return entries;
    }

    /** Passages taken in, those that wait or are held out among them. */
    public long passages() {
        return lda.passages() + heldOut.size();
    }

    public LdaOptions options() {
        return lda.options();
    }

    /** Passages that no topic has been learned from. */
    public List<BagOfWords> heldOut() {
        return heldOut.bags();
    }

    /**
     * The topics when everything that waits is learned. A copy learns it: in the stream itself the
     * passages go on waiting for others to be mixed with.
     */
    public TopicModel latest() {
        OnlineLda ahead = lda.copy();
        ahead.flush();
        return ahead.snapshot().ofPassages(passages());
    }

    /** Everything; {@link #restore} goes on to the bit. Equal streams give equal bytes. */
    public byte[] state() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(MAGIC);
            out.writeLong(entries);
            heldOut.write(out);
            byte[] learner = lda.state();
            out.writeInt(learner.length);
            out.write(learner);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** @throws BadInputException when the bytes are no state, or of another version */
    public static TopicStream restore(byte[] state, int threads) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(state))) {
            if (in.readInt() != MAGIC) {
                throw LdaState.foreign();
            }
            long entries = in.readLong();
            HeldOutPassages heldOut = new HeldOutPassages();
            heldOut.read(in);
            TopicStream stream = new TopicStream(OnlineLda.restore(in.readNBytes(in.readInt()), threads), heldOut);
            stream.entries = entries;
            return stream;
        } catch (IOException | IllegalArgumentException | NegativeArraySizeException e) {
            throw LdaState.truncated(e);
        }
    }
}
