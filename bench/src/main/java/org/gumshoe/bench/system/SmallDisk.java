// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.system;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Small file system in memory that can be filled. To mount it needs rights. */
public final class SmallDisk implements AutoCloseable {
    private static final int MEGABYTES = 512;

    private final Path directory;
    private final Path ballast;

    private SmallDisk(Path directory) {
        this.directory = directory;
        ballast = directory.resolve("ballast");
    }

    /** Mounts a disk on a directory, which is made. */
    public static SmallDisk mount(Path directory) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        if (run("mount", "-t", "tmpfs", "-o", "size=" + MEGABYTES + "m", "chaos", directory.toString()) != 0) {
            throw new IOException("A small file system cannot be mounted on " + directory
                    + ": run the campaign as root, or leave out the fault 'disk' (kinds=…).");
        }
        return new SmallDisk(directory);
    }

    /** Tries whether this process may mount. */
    public static boolean isPossible(Path directory) throws InterruptedException {
        try (SmallDisk tried = mount(directory)) {
            return Files.isDirectory(tried.directory);
        } catch (IOException notAllowed) {
            return false;
        }
    }

    /** Writes until no space is left. */
    public void fill() throws IOException {
        try (OutputStream out = Files.newOutputStream(ballast)) {
            fill(out, new byte[1 << 20]);
            fill(out, new byte[1]);
        } catch (IOException full) {
            // closing may say once more that the disk is full
        }
    }

    private static void fill(OutputStream out, byte[] block) {
        try {
            while (true) out.write(block);
        } catch (IOException full) {
            // that is what was wanted
        }
    }

    public void free() throws IOException {
        Files.deleteIfExists(ballast);
    }

    @Override
    public void close() {
        try {
            run("umount", "--lazy", directory.toString());
        } catch (IOException e) {
            System.err.println(directory + " is still mounted: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
