// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.http;

import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Body of a request, of a known type, of a bounded length, and always UTF-8. */
public final class RequestBody {
    private static final int BUFFER_BYTES = 16 * 1024;
    /** In bytes a second, once the grace is over; a connection that brings nothing has Jetty's limit. */
    private static final int SLOWEST = 1000;

    private static final int GRACE_SECONDS = 10;
    private static final int LONGEST_SECONDS = 120;

    private RequestBody() {}

    /**
     * Refuses a body of another media type, or of another character set than UTF-8.
     *
     * @param types in lower case, such as {@code application/json}
     * @throws Refusal with status 415
     */
    public static void requireType(Context request, Set<String> types) {
        requireUtf8(request);
        if (!types.contains(typeParts(request).getFirst())) {
            throw Refusal.of(
                    415,
                    "Content-Type must be "
                            + String.join(" or ", types.stream().sorted().toList()) + ", in UTF-8.");
        }
    }

    /**
     * Refuses another character set than UTF-8, whether there is a body or not: Javalin would decode
     * the query in it.
     *
     * @throws Refusal with status 415
     */
    public static void requireUtf8(Context request) {
        boolean utf8 = typeParts(request).stream()
                .filter(part -> part.startsWith("charset"))
                .allMatch(Set.of("charset=utf-8", "charset=\"utf-8\"", "charset=utf8")::contains);
        if (!utf8) {
            throw Refusal.of(415, "The charset of Content-Type must be utf-8: leave it out, or convert the text.");
        }
    }

    private static List<String> typeParts(Context request) {
        // Jetty's getContentType fails at some character sets
        String header = request.req().getHeader("Content-Type");
        return Arrays.stream(
                        (header == null ? "" : header).toLowerCase(Locale.ROOT).split(";", -1))
                .map(String::strip)
                .toList();
    }

    /**
     * Reads the body.
     *
     * @param limit in bytes
     * @throws Refusal with status 413 when it is longer, 400 when it is no UTF-8, 408 when it comes too
     *     slowly
     */
    public static String text(Context request, int limit) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes(request, limit)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw Refusal.of(400, "The body is not valid UTF-8: convert it before you send it.");
        }
    }

    /**
     * Reads the body as it is.
     *
     * @param limit in bytes
     * @throws Refusal with status 413 when it is longer, 408 when it comes too slowly
     */
    public static byte[] bytes(Context request, int limit) {
        requireLength(request, limit);
        try {
            return read(request, limit);
        } catch (IOException e) {
            throw Refusal.of(400, "The body ended early, or came too slowly.");
        }
    }

    private static byte[] read(Context request, int limit) throws IOException {
        InputStream in = request.req().getInputStream();
        ByteArrayOutputStream body = new ByteArrayOutputStream(BUFFER_BYTES);
        byte[] buffer = new byte[BUFFER_BYTES];
        long start = System.nanoTime();
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            body.write(buffer, 0, read);
            if (body.size() > limit) {
                throw tooLong(limit);
            }
            Admission.charge(request, body.size());
            long seconds = (System.nanoTime() - start) / 1_000_000_000L;
            if (seconds - GRACE_SECONDS > body.size() / SLOWEST || seconds > LONGEST_SECONDS) {
                throw Refusal.of(
                        408,
                        "The body comes too slowly: send at least " + SLOWEST + " bytes a second, and all of it in "
                                + LONGEST_SECONDS + " s.");
            }
        }
        return body.toByteArray();
    }

    /**
     * Refuses a body that says itself that it is too long.
     *
     * @throws Refusal with status 413
     */
    static void requireLength(Context request, int limit) {
        if (request.req().getContentLengthLong() > limit) {
            throw tooLong(limit);
        }
    }

    private static Refusal tooLong(int limit) {
        return Refusal.of(413, "The body is longer than " + limit + " bytes, the limit of this call.");
    }
}
