// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.standalone;

import static org.gumshoe.services.standalone.TestStream.announcement;
import static org.gumshoe.services.standalone.TestStream.send;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.gumshoe.schemas.BookChunk;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.BookSender;

/**
 * Golden directory: what the broker of the last release has left on disk, as a zip file that is
 * compressed as a whole, and beside it what its topics said. {@link GoldenRun} writes both.
 */
final class LastRelease {
    /** The first of {@link TinyLoop}'s books. */
    static final int BOOKS = 18;

    private static final Path DIRECTORY =
            Repository.root().resolve("services/standalone/src/test/resources/last-release");
    static final Path SAID = DIRECTORY.resolve("said.txt");
    private static final Path DATA = DIRECTORY.resolve("data.zip.zst");

    /** The same records lie in several topics: one window over all of them finds them again. */
    private static final int LEVEL = 19;

    /** As seen from the directory that tests run in, so that every machine has it. */
    private static final Path MODELS = Path.of("../../src/test/resources/tiny");

    private static final String BEGUN = "Then the inspector and the window were beside the revolver. ";
    private static final String ENDED = "Then the alibi and the carriage were beside the poison. ".repeat(12);

    private LastRelease() {}

    /** Packs what a broker that has ended has left. Local stores are left out: they are a cache. */
    static void pack(Path data) throws IOException {
        Files.createDirectories(DIRECTORY);
        try (OutputStream file = Files.newOutputStream(DATA);
                ZipOutputStream zip = new ZipOutputStream(new ZstdOutputStream(file, LEVEL));
                Stream<Path> all = Files.walk(data.resolve("broker"))) {
            zip.setLevel(Deflater.NO_COMPRESSION);
            for (Path path : all.filter(Files::isRegularFile).sorted().toList()) {
                zip.putNextEntry(new ZipEntry(data.relativize(path).toString()));
                Files.copy(path, zip);
            }
        }
    }

    static void unpack(Path data) throws IOException {
        try (InputStream file = Files.newInputStream(DATA);
                ZipInputStream zip = new ZipInputStream(new ZstdInputStream(file))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path path = data.resolve(entry.getName());
                Files.createDirectories(path.getParent());
                Files.copy(zip, path);
            }
        }
    }

    /** Announces the models by paths that are the same on every machine. */
    static void announce(Settings settings) {
        TestStream.announce(settings, here("weak", "gpt2", 2));
        TestStream.announce(settings, here("strong", "vicuna", 2, 3));
    }

    private static ModelAnnouncement here(String role, String name, Integer... layers) {
        ModelAnnouncement model = announcement(role, name, layers);
        model.setLocation(MODELS.resolve(name).toString());
        return model;
    }

    /** Sends one half of a book: the last release the first, and this one the second. */
    static void sendHalf(Settings settings, int half) {
        String text = half == 0 ? BEGUN : ENDED;
        String sha256 = BookSender.sha256(BEGUN + ENDED);
        send(settings, Topics.BOOKS, "halves", new BookChunk("halves", half, 2, sha256, "", "", List.of(), text));
    }
}
