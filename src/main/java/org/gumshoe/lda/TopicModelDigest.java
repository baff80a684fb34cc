// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.stream.IntStream;

/** A digest of the topics of a model; see {@link TopicModel#digest}. */
final class TopicModelDigest {
    private TopicModelDigest() {}

    static String sha256(TopicModel model) {
        String[] words = model.words();
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            try (DataOutputStream out =
                    new DataOutputStream(new DigestOutputStream(OutputStream.nullOutputStream(), sha))) {
                out.writeFloat(model.eta());
                for (float a : model.alpha()) {
                    out.writeFloat(a);
                }
                Integer[] rows = IntStream.range(0, words.length)
                        .boxed()
                        .sorted(Comparator.comparing(row -> words[row]))
                        .toArray(Integer[]::new);
                for (int row : rows) {
                    out.writeUTF(words[row]);
                    for (float value : model.lambda()[row]) {
                        out.writeFloat(value);
                    }
                }
            }
            return HexFormat.of().formatHex(sha.digest());
        } catch (IOException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256, and a null stream does not fail", e);
        }
    }
}
