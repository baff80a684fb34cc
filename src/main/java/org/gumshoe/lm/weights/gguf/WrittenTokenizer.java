// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights.gguf;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.CRC32;
import org.gumshoe.CacheDirectory;
import org.gumshoe.lm.tokenizer.FastTokenizer;

/**
 * A tokenizer that was written for HuggingFace's library. That of a GGUF file is kept on the disk, since half a
 * million merges take half a second to infer and leave 200 MB of garbage.
 *
 * @param stopTokens ids of tokens that end a text or a turn
 * @param json content of a tokenizer.json
 */
record WrittenTokenizer(Set<Integer> stopTokens, byte[] json) {
    /** Raised when {@link GgufTokenizer} writes something else for the same file. */
    private static final int FORMAT = 2;

    /** Bytes of a tokenizer.json below which it is written as soon as it is read. */
    private static final int WORTH_KEEPING = 1 << 20;

    WrittenTokenizer {
        stopTokens = Collections.unmodifiableSet(new TreeSet<>(stopTokens)); // in the order in which they are read
    }

    /** Opens a model file's tokenizer: the kept one, or a new one, which is then kept. */
    static FastTokenizer open(String sha256, GgufMetadata metadata) {
        return open(CacheDirectory.home().resolve("tokenizers").resolve(sha256 + "-" + FORMAT + ".kept"), metadata);
    }

    static FastTokenizer open(Path file, GgufMetadata metadata) {
        Optional<WrittenTokenizer> kept = read(file);
        if (kept.isPresent()) {
            return kept.get().open(metadata.file());
        }
        WrittenTokenizer written = GgufTokenizer.write(metadata);
        FastTokenizer tokenizer = written.open(metadata.file());
        if (written.json.length >= WORTH_KEEPING) {
            written.keep(file);
        }
        return tokenizer;
    }

    /** @param source file to name in error messages */
    FastTokenizer open(Object source) {
        return new FastTokenizer(json, stopTokens, source);
    }

    private long checksum() {
        CRC32 checksum = new CRC32();
        ByteBuffer tokens = ByteBuffer.allocate(Integer.BYTES * stopTokens.size());
        stopTokens.forEach(tokens::putInt);
        checksum.update(tokens.flip());
        checksum.update(json);
        return checksum.getValue();
    }

    /** Returns empty where there is none, or a damaged one. */
    private static Optional<WrittenTokenizer> read(Path file) {
        if (!Files.isReadable(file)) {
            return Optional.empty();
        }
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            long checksum = in.readLong();
            Set<Integer> stopTokens = new TreeSet<>();
            for (int left = in.readInt(); left > 0; left--) {
                stopTokens.add(in.readInt());
            }
            int length = in.readInt();
            if (length < 0 || length > Files.size(file)) {
                return Optional.empty();
            }
            byte[] json = new byte[length];
            in.readFully(json);
            WrittenTokenizer kept = new WrittenTokenizer(stopTokens, json);
            return Optional.of(kept).filter(read -> read.checksum() == checksum);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private void keep(Path file) {
        try {
            CacheDirectory.keep(file, out -> write(new DataOutputStream(out)));
        } catch (IOException e) {
            // a directory that cannot be written costs half a second at each start
        }
    }

    private void write(DataOutputStream out) throws IOException {
        out.writeLong(checksum());
        out.writeInt(stopTokens.size());
        for (int token : stopTokens) {
            out.writeInt(token);
        }
        out.writeInt(json.length);
        out.write(json);
    }
}
