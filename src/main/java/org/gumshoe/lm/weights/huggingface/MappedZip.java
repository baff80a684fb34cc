// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights.huggingface;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.gumshoe.BadInputException;

/**
 * A zip archive of stored (not compressed) entries, mapped into memory: an entry is a view of the
 * file, so that one of many gigabytes costs no heap (PKWARE's APPNOTE 6.3, with the 64-bit records
 * that archives beyond 4 GB need). {@code java.util.zip} can only stream entries.
 */
final class MappedZip {
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final int LOCAL = 0x04034b50;
    private static final int CENTRAL = 0x02014b50;
    private static final int END = 0x06054b50;
    private static final int END_64 = 0x06064b50;
    private static final int LOCATOR_64 = 0x07064b50;
    private static final int END_LENGTH = 22;
    private static final int LOCATOR_LENGTH = 20;
    private static final int LONGEST_COMMENT = 0xFFFF;
    private static final long ELSEWHERE = 0xFFFFFFFFL;

    private final Path file;
    private final MemorySegment bytes;
    private final Map<String, MemorySegment> entries = new LinkedHashMap<>();

    private MappedZip(Path file, MemorySegment bytes) {
        this.file = file;
        this.bytes = bytes;
    }

    /**
     * @throws BadInputException when the file cannot be read, is no zip archive, is cut short, or
     *     holds a compressed entry
     */
    static Map<String, MemorySegment> entries(Path file, Arena arena) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            MemorySegment bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            MappedZip zip = new MappedZip(file, bytes);
            zip.readDirectory(zip.end());
            return zip.entries;
        } catch (IndexOutOfBoundsException e) {
            throw truncated(file, e);
        } catch (IOException e) {
            throw new BadInputException("Cannot read " + file + ": " + e.getMessage() + "; download it again.", e);
        }
    }

    private static BadInputException truncated(Path file, Exception cause) {
        return new BadInputException(
                file + " is truncated, or no zip archive as PyTorch has written since version 1.6; download it again.",
                cause);
    }

    /** The end record closes the file, but for a comment. */
    private long end() {
        long last = bytes.byteSize() - END_LENGTH;
        for (long at = last; at >= Math.max(0, last - LONGEST_COMMENT); at--) {
            if (int32(at) == END) {
                return at;
            }
        }
        throw truncated(file, null);
    }

    private void readDirectory(long end) {
        long count = int16(end + 10);
        long at = unsigned(end + 16);
        long locator = end - LOCATOR_LENGTH;
        if (locator >= 0 && int32(locator) == LOCATOR_64) {
            long wide = int64(locator + 8);
            if (int32(wide) != END_64) {
                throw truncated(file, null);
            }
            count = int64(wide + 32);
            at = int64(wide + 48);
        }
        for (long i = 0; i < count; i++) {
            if (int32(at) != CENTRAL) {
                throw truncated(file, null);
            }
            at = readEntry(at);
        }
    }

    /** @return where the next one begins */
    private long readEntry(long at) {
        int nameLength = int16(at + 28);
        int extraLength = int16(at + 30);
        String name =
                new String(bytes.asSlice(at + 46, nameLength).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
        if (int16(at + 10) != 0) {
            throw new BadInputException(file + " holds " + name
                    + " compressed, which PyTorch never does; save the weights again with torch.save.");
        }
        long size = unsigned(at + 24);
        long local = unsigned(at + 42);
        long extra = at + 46 + nameLength;
        long wide = wideNumbers(extra, extra + extraLength);
        if (size == ELSEWHERE) {
            size = int64(wide);
            wide += 8;
        }
        if (unsigned(at + 20) == ELSEWHERE) {
            wide += 8; // the compressed size, which is the same
        }
        if (local == ELSEWHERE) {
            local = int64(wide);
        }
        if (int32(local) != LOCAL) {
            throw truncated(file, null);
        }
        entries.put(name, bytes.asSlice(local + 30 + int16(local + 26) + int16(local + 28), size));
        return extra + extraLength + int16(at + 32);
    }

    /** Where the extra field of 64-bit numbers holds them; beyond the file where there is none. */
    private long wideNumbers(long from, long to) {
        for (long at = from; at + 4 <= to; at += 4 + int16(at + 2)) {
            if (int16(at) == 1) {
                return at + 4;
            }
        }
        return bytes.byteSize();
    }

    private int int16(long at) {
        return Short.toUnsignedInt(bytes.get(SHORT, at));
    }

    private int int32(long at) {
        return bytes.get(INT, at);
    }

    private long unsigned(long at) {
        return Integer.toUnsignedLong(int32(at));
    }

    private long int64(long at) {
        return bytes.get(LONG, at);
    }
}
