// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.text;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.gumshoe.BadInputException;

/** A strict decoder of text files; guessing an encoding could corrupt the vocabulary silently. */
final class Encodings {
    private static final double MAX_CONTROL_SHARE = 0.01;

    private Encodings() {}

    /**
     * Decodes UTF-8 (with or without a byte order mark), or UTF-16 or UTF-32 with one.
     *
     * @throws BadInputException if the bytes are none of these
     */
    static String decode(Path file, byte[] bytes) {
        Optional<Charset> marked = byteOrderMark(bytes);
        if (marked.isPresent()) {
            return withoutMark(decodeStrictly(marked.get(), bytes)
                    .orElseThrow(() -> new BadInputException(file + " begins as " + marked.get()
                            + " but is not valid as such; it seems damaged: fetch it again.")));
        }
        if (looksBinary(bytes)) {
            throw new BadInputException(
                    file + " is a binary file, not a text; convert it to plain text, EPUB or HTML.");
        }
        return decodeStrictly(StandardCharsets.UTF_8, bytes)
                .orElseThrow(() -> new BadInputException(file + " is not UTF-8 (first wrong byte at offset "
                        + firstInvalid(bytes) + "); convert it, for example with: iconv -f WINDOWS-1252 -t UTF-8 '"
                        + file
                        + "' > FILE."));
    }

    /** Decodes bytes; empty if they are malformed. */
    static Optional<String> decodeStrictly(Charset charset, byte[] bytes) {
        try {
            return Optional.of(decoder(charset).decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** Tells whether bytes are a PDF, contain NUL, or more than 1 % control characters. */
    static boolean looksBinary(byte[] bytes) {
        int controls = 0;
        for (byte b : bytes) {
            if (b == 0) {
                return true;
            }
            boolean isControl = b >= 0 && b < 0x20 && b != '\n' && b != '\r' && b != '\t' && b != '\f' && b != 0x1a;
            controls += isControl ? 1 : 0;
        }
        boolean isPdf = bytes.length > 4 && bytes[0] == '%' && bytes[1] == 'P' && bytes[2] == 'D' && bytes[3] == 'F';
        return isPdf || controls > MAX_CONTROL_SHARE * bytes.length;
    }

    static Optional<Charset> byteOrderMark(byte[] b) {
        if (startsWith(b, 0xEF, 0xBB, 0xBF)) {
            return Optional.of(StandardCharsets.UTF_8);
        }
        if (startsWith(b, 0xFF, 0xFE, 0, 0)) {
            return Optional.of(StandardCharsets.UTF_32LE);
        }
        if (startsWith(b, 0, 0, 0xFE, 0xFF)) {
            return Optional.of(StandardCharsets.UTF_32BE);
        }
        if (startsWith(b, 0xFF, 0xFE)) {
            return Optional.of(StandardCharsets.UTF_16LE);
        }
        return startsWith(b, 0xFE, 0xFF) ? Optional.of(StandardCharsets.UTF_16BE) : Optional.empty();
    }

    private static String withoutMark(String text) {
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private static int firstInvalid(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CoderResult result = decoder(StandardCharsets.UTF_8).decode(in, CharBuffer.allocate(bytes.length + 1), true);
        return result.isError() ? in.position() : bytes.length;
    }

    private static CharsetDecoder decoder(Charset charset) {
        return charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    private static boolean startsWith(byte[] bytes, int... prefix) {
        if (bytes.length < prefix.length) {
            return false;
        }
        for (int i = 0; i < prefix.length; i++) {
            if ((bytes[i] & 0xFF) != prefix[i]) {
                return false;
            }
        }
        return true;
    }
}
