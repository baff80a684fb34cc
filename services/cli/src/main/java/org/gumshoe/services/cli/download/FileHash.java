// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.download;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Hash of a file, which may be larger than memory. */
public final class FileHash {
    private FileHash() {}

    /**
     * Returns the SHA-256 in hexadecimal digits.
     *
     * @throws UncheckedIOException when the file cannot be read
     */
    public static String sha256(Path file) {
        return of("SHA-256", new byte[0], file);
    }

    /** Returns the hash of a file's content after a head, in hexadecimal digits. */
    static String of(String algorithm, byte[] head, Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            digest.update(head);
            byte[] buffer = new byte[1 << 20];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
