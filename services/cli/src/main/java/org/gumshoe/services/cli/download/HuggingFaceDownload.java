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
import java.time.Duration;
import java.util.List;
import org.gumshoe.BadInputException;
import org.gumshoe.FileHash;
import org.gumshoe.services.cli.http.WebClient;

/**
 * Download of the files of one model into the cache. What an interrupted run has received is kept
 * beside the blobs as {@code *.incomplete} and continued.
 */
final class HuggingFaceDownload {
    private static final int MAX_ATTEMPTS = 5;
    private static final int PROGRESS_STEPS = 50;

    private final HuggingFaceName name;
    private final HuggingFaceClient client;
    private final Path directory;
    private final ProgressBar progress;
    private final Duration pause;
    private long doneBytes;
    private long totalBytes;
    private long shownStep = -1;

    HuggingFaceDownload(
            HuggingFaceName name, HuggingFaceClient client, Path directory, ProgressBar progress, Duration pause) {
        this.name = name;
        this.client = client;
        this.directory = directory;
        this.progress = progress;
        this.pause = pause;
    }

    void run(List<HuggingFaceClient.RemoteFile> files, Path snapshot) throws IOException {
        Path blobs = Files.createDirectories(directory.resolve("blobs"));
        totalBytes =
                files.stream().mapToLong(HuggingFaceClient.RemoteFile::size).sum();
        long missingBytes = totalBytes;
        for (HuggingFaceClient.RemoteFile file : files) {
            missingBytes -= size(blobs.resolve(file.etag())) + size(partial(blobs, file));
        }
        long freeBytes = Files.getFileStore(blobs).getUsableSpace();
        if (freeBytes < missingBytes) {
            throw new BadInputException(
                    "%s needs %d MB more and %s has %d MB left; make room, or set HF_HOME to another directory."
                            .formatted(name.id(), missingBytes >> 20, blobs, freeBytes >> 20));
        }
        for (HuggingFaceClient.RemoteFile file : files) {
            Path blob = blobs.resolve(file.etag());
            long before = doneBytes;
            if (!Files.exists(blob)) {
                Path partial = partial(blobs, file);
                download(file, partial);
                check(file, partial);
                Files.move(partial, blob, StandardCopyOption.ATOMIC_MOVE);
            }
            doneBytes = before + file.size();
            showProgress();
            link(snapshot.resolve(file.file()), blob);
        }
        progress.done();
    }

    private static Path partial(Path blobs, HuggingFaceClient.RemoteFile file) {
        return blobs.resolve(file.etag() + ".incomplete");
    }

    private void showProgress() {
        long step = PROGRESS_STEPS * doneBytes / Math.max(1, totalBytes);
        if (step != shownStep) {
            progress.show(name.id(), doneBytes, totalBytes);
            shownStep = step;
        }
    }

    private void download(HuggingFaceClient.RemoteFile file, Path partial) throws IOException {
        long before = doneBytes;
        for (int failures = 0; ; ) {
            long received = size(partial);
            doneBytes = before + received;
            if (Files.exists(partial) && received >= file.size()) {
                return;
            }
            try {
                receive(file, partial, received);
            } catch (IOException e) {
                failures = size(partial) > received ? 0 : failures + 1;
                if (failures == MAX_ATTEMPTS) {
                    throw e;
                }
                pause(failures + 1);
            }
        }
    }

    private void receive(HuggingFaceClient.RemoteFile file, Path partial, long from) throws IOException {
        HttpResponse<InputStream> response = client.get(name, file.address(), from);
        boolean continues = response.statusCode() == 206;
        try (InputStream in = client.body(response, file.file(), file.size() - (continues ? from : 0))) {
            if (response.statusCode() == WebClient.RANGE_NOT_SATISFIABLE) {
                Files.delete(partial);
                throw new IOException("the hub's " + file.file() + " is shorter than what has been downloaded");
            }
            if (from > 0 && !continues) {
                doneBytes -= from;
            }
            try (OutputStream out = Files.newOutputStream(
                    partial,
                    StandardOpenOption.CREATE,
                    continues ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE)) {
                byte[] buffer = new byte[1 << 16];
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    out.write(buffer, 0, n);
                    doneBytes += n;
                    showProgress();
                }
            }
        }
        if (size(partial) < file.size()) {
            throw new IOException("the connection ended after %d of %d bytes of %s"
                    .formatted(size(partial), file.size(), file.file()));
        }
    }

    private void pause(int times) {
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
     * Checks size and hash. An etag of 64 digits is the SHA-256 of the content, one of 40 digits is
     * its Git hash.
     */
    private void check(HuggingFaceClient.RemoteFile file, Path partial) throws IOException {
        String found = file.etag().length() == 64 ? FileHash.sha256(partial) : gitHash(partial);
        if (size(partial) != file.size() || !found.equals(file.etag())) {
            long size = size(partial);
            Files.delete(partial);
            throw new BadInputException(
                    "%s of %s has %d bytes and hash %s instead of %d and %s; start again to fetch it again."
                            .formatted(file.file(), name.id(), size, found, file.size(), file.etag()));
        }
    }

    private static String gitHash(Path file) throws IOException {
        return FileHash.of("SHA-1", ("blob " + Files.size(file) + "\0").getBytes(StandardCharsets.US_ASCII), file);
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
