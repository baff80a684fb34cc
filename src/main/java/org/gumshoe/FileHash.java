// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Hash of files, which may be larger than memory. The process remembers those that it has hashed. */
public final class FileHash {
    /** Models that a process has had; a path has many spellings. */
    private static final int MAX_HASHES = 64;

    private static final Map<List<FileVersion>, String> HASHES = new ConcurrentHashMap<>();

    private FileHash() {}

    /**
     * Hashes a file now.
     *
     * @return the SHA-256 in hexadecimal digits
     * @throws UncheckedIOException when the file cannot be read
     */
    public static String sha256(Path file) {
        try {
            return hashAndRemember(List.of(file), List.of(FileVersion.of(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Returns the hash of files as if they were one, unless they have changed since they were hashed without
     * hashing them again.
     *
     * @return the SHA-256 in hexadecimal digits
     */
    public static String rememberedSha256(List<Path> files) throws IOException {
        List<FileVersion> versions = new ArrayList<>();
        for (Path file : files) versions.add(FileVersion.of(file));
        String known = HASHES.get(versions);
        return known == null ? hashAndRemember(files, List.copyOf(versions)) : known;
    }

    private static String hashAndRemember(List<Path> files, List<FileVersion> versions) throws IOException {
        String hash = hash("SHA-256", new byte[0], files);
        if (HASHES.size() >= MAX_HASHES) HASHES.clear();
        HASHES.put(versions, hash);
        return hash;
    }

    /**
     * Hashes a file's content after a head, now.
     *
     * @return hexadecimal digits
     * @throws UncheckedIOException when the file cannot be read
     */
    public static String of(String algorithm, byte[] head, Path file) {
        try {
            return hash(algorithm, head, List.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String hash(String algorithm, byte[] head, List<Path> files) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        digest.update(head);
        byte[] buffer = new byte[1 << 20];
        for (Path file : files) {
            try (InputStream in = Files.newInputStream(file)) {
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    digest.update(buffer, 0, n);
                }
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
