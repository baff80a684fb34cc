// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.download;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.gumshoe.BadInputException;

/**
 * Brings files of one model into the cache. What an interrupted run had got is kept beside the
 * blobs as {@code *.incomplete}, and gone on with.
 */
final class HubDownload {
    private static final int TRIES = 5;
    private static final int STEPS = 50;

    private final HubName name;
    private final HubClient client;
    private final Path directory;
    private final ProgressBar progress;
    private final Duration pause;
    private long done;
    private long total;
    private long shown = -1;

    HubDownload(HubName name, HubClient client, Path directory, ProgressBar progress, Duration pause) {
        this.name = name;
        this.client = client;
        this.directory = directory;
        this.progress = progress;
        this.pause = pause;
    }

    void run(List<HubClient.Published> files, Path snapshot) throws IOException {
        Path blobs = Files.createDirectories(directory.resolve("blobs"));
        total = files.stream().mapToLong(HubClient.Published::size).sum();
        long lacking = total;
        for (HubClient.Published file : files) {
            lacking -= size(blobs.resolve(file.etag())) + size(partial(blobs, file));
        }
        long free = Files.getFileStore(blobs).getUsableSpace();
        if (free < lacking) {
            throw new BadInputException(
                    "%s takes %d MB more and %s has %d MB left; make room, or set HF_HOME to another place."
                            .formatted(name.id(), lacking >> 20, blobs, free >> 20));
        }
        for (HubClient.Published file : files) {
            Path blob = blobs.resolve(file.etag());
            long before = done;
            if (!Files.exists(blob)) {
                Path partial = partial(blobs, file);
                download(file, partial);
                check(file, partial);
                Files.move(partial, blob, StandardCopyOption.ATOMIC_MOVE);
            }
            done = before + file.size();
            show();
            link(snapshot.resolve(file.file()), blob);
        }
        progress.done();
    }

    private static Path partial(Path blobs, HubClient.Published file) {
        return blobs.resolve(file.etag() + ".incomplete");
    }

    private void show() {
        long step = STEPS * done / Math.max(1, total);
        if (step != shown) {
            progress.show(name.id(), done, total);
            shown = step;
        }
    }

    private void download(HubClient.Published file, Path partial) throws IOException {
        long before = done;
        for (int failures = 0; ; ) {
            long got = size(partial);
            done = before + got;
            if (Files.exists(partial) && got >= file.size()) {
                return;
            }
            try {
                receive(file, partial, got);
            } catch (IOException e) {
                failures = size(partial) > got ? 0 : failures + 1;
                if (failures == TRIES) {
                    throw e;
                }
                rest(failures + 1);
            }
        }
    }

    private void receive(HubClient.Published file, Path partial, long from) throws IOException {
        HttpResponse<InputStream> response = client.get(name, file.address(), from);
        try (InputStream in = response.body()) {
            boolean goesOn = response.statusCode() == 206;
            if (response.statusCode() == HubClient.NOTHING_MORE) {
                Files.delete(partial);
                throw new IOException("the hub's " + file.file() + " is shorter than what is here of it");
            }
            if (from > 0 && !goesOn) {
                done -= from;
            }
            try (OutputStream out = Files.newOutputStream(
                    partial,
                    StandardOpenOption.CREATE,
                    goesOn ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE)) {
                byte[] buffer = new byte[1 << 16];
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    out.write(buffer, 0, n);
                    done += n;
                    show();
                }
            }
        }
        if (size(partial) < file.size()) {
            throw new IOException("the connection ended after %d of %d bytes of %s"
                    .formatted(size(partial), file.size(), file.file()));
        }
    }

    private void rest(int times) {
        try {
            Thread.sleep(pause.multipliedBy(times));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BadInputException("Fetching " + name.id() + " was interrupted; start again to resume.", e);
        }
    }

    private static long size(Path file) throws IOException {
        return Files.exists(file) ? Files.size(file) : 0;
    }

    /**
     * A mark of 64 digits is the SHA-256 of the content, one of 40 Git's SHA-1 of it; others say
     * nothing.
     */
    private void check(HubClient.Published file, Path partial) throws IOException {
        String found =
                switch (file.etag().length()) {
                    case 64 -> PackageFetcher.sha256(partial);
                    case 40 -> git(partial);
                    default -> file.etag();
                };
        if (size(partial) != file.size() || !found.equals(file.etag())) {
            long size = size(partial);
            Files.delete(partial);
            throw new BadInputException(
                    "%s of %s came with %d bytes and hash %s instead of %d and %s; start again to fetch it anew."
                            .formatted(file.file(), name.id(), size, found, file.size(), file.etag()));
        }
    }

    private static String git(Path file) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-1");
            digest.update(("blob " + Files.size(file) + "\0").getBytes(StandardCharsets.US_ASCII));
            digest.update(Files.readAllBytes(file)); // Git keeps small files only
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void link(Path link, Path blob) throws IOException {
        Files.createDirectories(link.getParent());
        Files.deleteIfExists(link);
        try {
            Files.createSymbolicLink(link, link.getParent().relativize(blob));
        } catch (UnsupportedOperationException | FileSystemException e) {
            Files.copy(blob, link); // a file system without links
        }
    }
}
