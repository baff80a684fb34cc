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
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gumshoe.BadInputException;
import org.gumshoe.VisibleText;

/** A strict decoder of text files; guessing an encoding could corrupt the vocabulary silently. */
public final class Encodings {
    private static final double MAX_CONTROL_SHARE = 0.01;

    private static final int MAX_DECLARATION_OFFSET = 4096;
    private static final Pattern DECLARATION =
            Pattern.compile("(?:charset|encoding)\\s*=\\s*[\"']?\\s*(?<name>[\\w.:-]{1,40})", Pattern.CASE_INSENSITIVE);
    private static final Set<String> LATIN_1 =
            Set.of("iso-8859-1", "iso8859-1", "iso_8859-1", "latin1", "latin-1", "l1", "us-ascii", "ascii");

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

    /**
     * Decodes a page of HTML or XHTML: by its byte order mark, as UTF-8 where it is that, or else as
     * it declares. Latin-1 means Windows-1252, as for every browser.
     *
     * @throws BadInputException if the bytes are not in the encoding that the page declares
     */
    static String decodePage(String page, byte[] bytes) {
        Optional<Charset> unmarked = byteOrderMark(bytes).isPresent() ? Optional.empty() : utf16(bytes);
        if (unmarked.isPresent()) {
            return decodeStrictly(unmarked.get(), bytes)
                    .orElseThrow(() -> notAsDeclared(page, unmarked.get().name()));
        }
        boolean isUnicode = byteOrderMark(bytes).isPresent()
                || decodeStrictly(StandardCharsets.UTF_8, bytes).isPresent();
        String head = new String(bytes, 0, Math.min(bytes.length, MAX_DECLARATION_OFFSET), StandardCharsets.ISO_8859_1);
        Matcher declared = DECLARATION.matcher(head);
        if (isUnicode || looksBinary(bytes) || !declared.find()) {
            return decode(Path.of(page), bytes);
        }
        String name = declared.group("name").toLowerCase(Locale.ROOT);
        return charset(name)
                .flatMap(charset -> decodeStrictly(charset, bytes))
                .orElseThrow(() -> notAsDeclared(page, name));
    }

    private static BadInputException notAsDeclared(String page, String charset) {
        return new BadInputException(
                "%s declares the encoding %s and is not in it; convert it to UTF-8, or correct the declaration."
                        .formatted(VisibleText.quoted(page), VisibleText.quoted(charset)));
    }

    /** Returns a charset by its name, which for Latin-1 means Windows-1252; empty if it is unknown. */
    public static Optional<Charset> charset(String name) {
        try {
            return Optional.of(
                    Charset.forName(LATIN_1.contains(name.toLowerCase(Locale.ROOT)) ? "windows-1252" : name));
        } catch (IllegalArgumentException unknown) {
            return Optional.empty();
        }
    }

    /** Recognises UTF-16 without a byte order mark by the tag that it begins with. */
    private static Optional<Charset> utf16(byte[] b) {
        return startsWith(b, '<', 0)
                ? Optional.of(StandardCharsets.UTF_16LE)
                : startsWith(b, 0, '<') ? Optional.of(StandardCharsets.UTF_16BE) : Optional.empty();
    }

    /** Decodes bytes; empty if they are malformed. */
    public static Optional<String> decodeStrictly(Charset charset, byte[] bytes) {
        try {
            return Optional.of(decoder(charset).decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** Tells whether bytes are a PDF, contain NUL, or more than 1 % control characters. */
    public static boolean looksBinary(byte[] bytes) {
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

    public static Optional<Charset> byteOrderMark(byte[] b) {
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
