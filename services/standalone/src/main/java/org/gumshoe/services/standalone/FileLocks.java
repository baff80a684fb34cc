// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.standalone;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Locks on files. A process that ends gives up its own, however it ends. */
final class FileLocks {
    private FileLocks() {}

    /** Returns a channel that holds the lock until it is closed; empty when somebody else holds it. */
    static Optional<FileChannel> tryTake(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) return Optional.of(channel);
        } catch (OverlappingFileLockException e) {
            // this JVM holds the lock
        }
        channel.close();
        return Optional.empty();
    }
}
