// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.gumshoe.BadInputException;
import org.gumshoe.lda.math.ParallelRanges;

/**
 * The learner as bytes. Equal learners give equal bytes, so a digest of them tells whether two runs
 * agree.
 */
public final class LdaState {
    private static final int MAGIC = 0x4c444133; // LDA3

    private LdaState() {}

    static byte[] write(OnlineLda lda) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(MAGIC);
            writeOptions(lda.options(), out);
            out.writeInt(lda.guidance.byTopic().size());
            for (Map.Entry<Integer, SeededTopic> guided : lda.guidance.byTopic().entrySet()) {
                SeededTopic guide = guided.getValue();
                out.writeInt(guided.getKey());
                out.writeUTF(guide.concept());
                out.writeDouble(guide.pseudoCount());
                out.writeInt(guide.seeds().size());
                for (String seed : guide.seeds()) {
                    out.writeUTF(seed);
                }
            }
            out.writeLong(lda.passages);
            out.writeLong(lda.updates);
            out.writeDouble(lda.bound);
            for (double a : lda.alpha) {
                out.writeDouble(a);
            }
            out.writeInt(lda.books.size());
            for (long hash : lda.books.kept()) {
                out.writeLong(hash);
            }
            lda.vocabulary.write(out);
            writeWaiting(lda.waiting, out);
            lda.lambda.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static OnlineLda read(byte[] state, ParallelRanges workers) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(state))) {
            if (in.readInt() != MAGIC) {
                throw foreign();
            }
            LdaOptions options = readOptions(in);
            OnlineLda lda = new OnlineLda(options, workers);
            for (int n = in.readInt(); n > 0; n--) {
                int topic = in.readInt();
                String concept = in.readUTF();
                double pseudoCount = in.readDouble();
                List<String> seeds = new ArrayList<>();
                for (int s = in.readInt(); s > 0; s--) {
                    seeds.add(in.readUTF());
                }
                lda.guidance.add(topic, new SeededTopic(concept, seeds, pseudoCount));
            }
            lda.passages = in.readLong();
            lda.updates = in.readLong();
            lda.bound = in.readDouble();
            for (int k = 0; k < options.topics(); k++) {
                lda.alpha[k] = in.readDouble();
            }
            for (int n = in.readInt(); n > 0; n--) {
                lda.books.restore(in.readLong());
            }
            lda.vocabulary.read(in);
            readWaiting(in, lda);
            lda.lambda = LambdaTable.read(in, options.topics(), options.eta(), options.growth());
            return lda;
        } catch (IOException | NegativeArraySizeException e) {
            throw truncated(e);
        }
    }

    public static BadInputException foreign() {
        return new BadInputException(
                "The stored state of the topic model is of another version; delete it to learn anew.");
    }

    public static BadInputException truncated(Exception cause) {
        return new BadInputException(
                "The stored state of the topic model is truncated; delete it to learn anew.", cause);
    }

    /**
     * Each distinct word once, then passages as indices: fewer bytes, and the passages share their
     * words again when read.
     */
    private static void writeWaiting(List<Vocabulary.Known> waiting, DataOutputStream out) throws IOException {
        String[] words = waiting.stream()
                .flatMap(passage -> Arrays.stream(passage.entries()))
                .map(entry -> entry.word)
                .distinct()
                .sorted()
                .toArray(String[]::new);
        out.writeInt(words.length);
        for (String word : words) {
            out.writeUTF(word);
        }
        out.writeInt(waiting.size());
        for (Vocabulary.Known passage : waiting) {
            out.writeInt(passage.counts().length);
            for (int i = 0; i < passage.counts().length; i++) {
                out.writeInt(Arrays.binarySearch(words, passage.entries()[i].word));
                out.writeInt(passage.counts()[i]);
            }
        }
    }

    private static void readWaiting(DataInputStream in, OnlineLda lda) throws IOException {
        String[] known = new String[in.readInt()];
        for (int i = 0; i < known.length; i++) {
            known[i] = in.readUTF();
        }
        for (int n = in.readInt(); n > 0; n--) {
            String[] words = new String[in.readInt()];
            int[] counts = new int[words.length];
            for (int i = 0; i < words.length; i++) {
                words[i] = known[in.readInt()];
                counts[i] = in.readInt();
            }
            lda.waiting.add(lda.vocabulary.known(new BagOfWords(words, counts)));
        }
    }

    private static void writeOptions(LdaOptions options, DataOutputStream out) throws IOException {
        out.writeInt(options.topics());
        out.writeDouble(options.alpha());
        out.writeDouble(options.eta());
        out.writeDouble(options.tau0());
        out.writeDouble(options.kappa());
        out.writeInt(options.minibatch());
        out.writeInt(options.minBooks());
        out.writeDouble(options.nameShare());
        out.writeInt(options.maxVocabulary());
        out.writeLong(options.seed());
        out.writeInt(options.reservoir());
        out.writeBoolean(options.learnAlpha());
        out.writeDouble(options.threshold());
        out.writeInt(options.iterations());
        out.writeLong(options.corpus());
        out.writeDouble(options.horizon());
    }

    private static LdaOptions readOptions(DataInputStream in) throws IOException {
        return new LdaOptions(
                in.readInt(),
                in.readDouble(),
                in.readDouble(),
                in.readDouble(),
                in.readDouble(),
                in.readInt(),
                in.readInt(),
                in.readDouble(),
                in.readInt(),
                in.readLong(),
                in.readInt(),
                in.readBoolean(),
                in.readDouble(),
                in.readInt(),
                in.readLong(),
                in.readDouble());
    }
}
