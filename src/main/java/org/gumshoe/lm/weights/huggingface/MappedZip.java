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
import org.gumshoe.VisibleText;

/**
 * A memory-mapped zip archive of uncompressed entries (PKWARE's APPNOTE 6.3, with ZIP64 for
 * archives beyond 4 GB). An entry is a view of the file, so that one of many gigabytes takes no
 * heap, while {@code java.util.zip} can only stream entries.
 */
final class MappedZip {
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final int LOCAL_HEADER = 0x04034b50;
    private static final int CENTRAL_HEADER = 0x02014b50;
    private static final int END_RECORD = 0x06054b50;
    private static final int END_RECORD_64 = 0x06064b50;
    private static final int LOCATOR_64 = 0x07064b50;
    private static final int END_RECORD_LENGTH = 22;
    private static final int LOCATOR_LENGTH = 20;
    private static final int MAX_COMMENT_LENGTH = 0xFFFF;
    private static final long IN_ZIP64_FIELD = 0xFFFFFFFFL;

    private final Path file;
    private final MemorySegment bytes;
    private final Map<String, MemorySegment> entries = new LinkedHashMap<>();

    private MappedZip(Path file, MemorySegment bytes) {
        this.file = file;
        this.bytes = bytes;
    }

    /**
     * Maps a file and returns its entries by name.
     *
     * @throws BadInputException when the file cannot be read, is no zip archive, is cut short, or
     *     holds a compressed entry
     */
    static Map<String, MemorySegment> entries(Path file, Arena arena) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            MemorySegment bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            MappedZip zip = new MappedZip(file, bytes);
            zip.readCentralDirectory(zip.findEndRecord());
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

    /** Finds the end record, which only a comment may follow. */
    private long findEndRecord() {
        long last = bytes.byteSize() - END_RECORD_LENGTH;
        for (long at = last; at >= Math.max(0, last - MAX_COMMENT_LENGTH); at--) {
            if (int32(at) == END_RECORD) {
                return at;
            }
        }
        throw truncated(file, null);
    }

    private void readCentralDirectory(long endRecord) {
        long count = uint16(endRecord + 10);
        long at = uint32(endRecord + 16);
        long locator = endRecord - LOCATOR_LENGTH;
        if (locator >= 0 && int32(locator) == LOCATOR_64) {
            long endRecord64 = int64(locator + 8);
            if (int32(endRecord64) != END_RECORD_64) {
                throw truncated(file, null);
            }
            count = int64(endRecord64 + 32);
            at = int64(endRecord64 + 48);
        }
        for (long i = 0; i < count; i++) {
            if (int32(at) != CENTRAL_HEADER) {
                throw truncated(file, null);
            }
            at = readEntry(at);
        }
    }

    /**
     * Reads an entry of the central directory.
     *
     * @return offset of the next one
     */
    private long readEntry(long at) {
        int nameLength = uint16(at + 28);
        int extraLength = uint16(at + 30);
        String name =
                new String(bytes.asSlice(at + 46, nameLength).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
        if (uint16(at + 10) != 0) {
            throw new BadInputException(file + " holds " + VisibleText.quoted(name)
                    + " compressed, which PyTorch never does; save the weights again with torch.save.");
        }
        long size = uint32(at + 24);
        long local = uint32(at + 42);
        long extra = at + 46 + nameLength;
        long zip64Field = zip64Field(extra, extra + extraLength);
        if (size == IN_ZIP64_FIELD) {
            size = int64(zip64Field);
            zip64Field += 8;
        }
        if (uint32(at + 20) == IN_ZIP64_FIELD) {
            zip64Field += 8; // skips the compressed size, which equals the size
        }
        if (local == IN_ZIP64_FIELD) {
            local = int64(zip64Field);
        }
        if (int32(local) != LOCAL_HEADER) {
            throw truncated(file, null);
        }
        MemorySegment data = bytes.asSlice(local + 30 + uint16(local + 26) + uint16(local + 28), size);
        if (entries.put(name, data) != null) {
            throw new BadInputException(file + " holds " + VisibleText.quoted(name)
                    + " twice, which PyTorch never does; download it again.");
        }
        return extra + extraLength + uint16(at + 32);
    }

    /** Returns the offset of the data of the ZIP64 extra field, or the file's end without one. */
    private long zip64Field(long from, long to) {
        for (long at = from; at + 4 <= to; at += 4 + uint16(at + 2)) {
            if (uint16(at) == 1) {
                return at + 4;
            }
        }
        return bytes.byteSize();
    }

    private int uint16(long at) {
        return Short.toUnsignedInt(bytes.get(SHORT, at));
    }

    private int int32(long at) {
        return bytes.get(INT, at);
    }

    private long uint32(long at) {
        return Integer.toUnsignedLong(int32(at));
    }

    private long int64(long at) {
        return bytes.get(LONG, at);
    }
}
