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

/** The serialised form of a learner. Equal learners give equal bytes. */
public final class LdaState {
    private static final int MAGIC = 0x4c444133; // LDA3

    private LdaState() {}

    static byte[] write(OnlineLda lda) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(MAGIC);
            writeOptions(lda.options(), out);
            out.writeInt(lda.seededPriors.byTopic().size());
            for (Map.Entry<Integer, SeededTopic> entry :
                    lda.seededPriors.byTopic().entrySet()) {
                SeededTopic seeded = entry.getValue();
                out.writeInt(entry.getKey());
                out.writeUTF(seeded.concept());
                out.writeDouble(seeded.pseudoCount());
                out.writeInt(seeded.seeds().size());
                for (String seed : seeded.seeds()) {
                    out.writeUTF(seed);
                }
            }
            out.writeLong(lda.passages);
            out.writeLong(lda.updates);
            out.writeDouble(lda.perWordBound);
            for (double a : lda.alpha) {
                out.writeDouble(a);
            }
            out.writeInt(lda.books.size());
            for (long hash : lda.books.hashes()) {
                out.writeLong(hash);
            }
            lda.vocabulary.write(out);
            writeReservoir(lda.reservoir.documents(), out);
            lda.lambda.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static OnlineLda read(byte[] state, ParallelRanges parallel) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(state))) {
            if (in.readInt() != MAGIC) {
                throw otherVersion();
            }
            LdaOptions options = readOptions(in);
            OnlineLda lda = new OnlineLda(options, parallel);
            for (int n = in.readInt(); n > 0; n--) {
                int topic = in.readInt();
                String concept = in.readUTF();
                double pseudoCount = in.readDouble();
                List<String> seeds = new ArrayList<>();
                for (int s = in.readInt(); s > 0; s--) {
                    seeds.add(in.readUTF());
                }
                lda.seededPriors.add(topic, new SeededTopic(concept, seeds, pseudoCount));
            }
            lda.passages = in.readLong();
            lda.updates = in.readLong();
            lda.perWordBound = in.readDouble();
            for (int k = 0; k < options.topics(); k++) {
                lda.alpha[k] = in.readDouble();
            }
            for (int n = in.readInt(); n > 0; n--) {
                lda.books.addHash(in.readLong());
            }
            lda.vocabulary.read(in);
            readReservoir(in, lda);
            lda.lambda = LambdaTable.read(in, options.topics(), options.eta(), options.pseudoCountWeight());
            return lda;
        } catch (IOException | NegativeArraySizeException e) {
            throw truncated(e);
        }
    }

    /** Creates the error for bytes that another version wrote. */
    public static BadInputException otherVersion() {
        return new BadInputException(
                "The stored state of the topic model is of another version of this program; start that one, or delete "
                        + "everything that is stored with `gumshoe reset`.");
    }

    /** Creates the error for bytes that end too early. */
    public static BadInputException truncated(Exception cause) {
        return new BadInputException(
                "The stored state of the topic model is truncated; delete everything that is stored with "
                        + "`gumshoe reset`.",
                cause);
    }

    /** Writes each distinct word once, then each document as indices into these words. */
    private static void writeReservoir(List<Vocabulary.IndexedDocument> documents, DataOutputStream out)
            throws IOException {
        String[] words = documents.stream()
                .flatMap(document -> Arrays.stream(document.entries()))
                .map(entry -> entry.word)
                .distinct()
                .sorted()
                .toArray(String[]::new);
        out.writeInt(words.length);
        for (String word : words) {
            out.writeUTF(word);
        }
        out.writeInt(documents.size());
        for (Vocabulary.IndexedDocument document : documents) {
            out.writeInt(document.counts().length);
            for (int i = 0; i < document.counts().length; i++) {
                out.writeInt(Arrays.binarySearch(words, document.entries()[i].word));
                out.writeInt(document.counts()[i]);
            }
        }
    }

    private static void readReservoir(DataInputStream in, OnlineLda lda) throws IOException {
        String[] distinct = new String[in.readInt()];
        for (int i = 0; i < distinct.length; i++) {
            distinct[i] = in.readUTF();
        }
        for (int n = in.readInt(); n > 0; n--) {
            String[] words = new String[in.readInt()];
            int[] counts = new int[words.length];
            for (int i = 0; i < words.length; i++) {
                words[i] = distinct[in.readInt()];
                counts[i] = in.readInt();
            }
            lda.reservoir.add(lda.vocabulary.index(new BagOfWords(words, counts)));
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
        out.writeDouble(options.gammaThreshold());
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
