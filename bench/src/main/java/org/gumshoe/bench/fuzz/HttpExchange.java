// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An exchange over a socket: the bytes of a request, then the end, then what is answered. */
final class HttpExchange {
    private static final int MOST_BYTES = 1 << 20;
    private static final int PATIENCE_MILLIS = 20_000;

    private HttpExchange() {}

    /** The bytes of an answer, with its head. */
    record Answer(String text, boolean isHeadAlone) {
        private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3})[ \r]");

        boolean isEmpty() {
            return text.isEmpty();
        }

        /** Status of the answer; 0 when it does not begin as one. */
        int status() {
            Matcher line = STATUS.matcher(text);
            return line.lookingAt() ? Integer.parseInt(line.group(1)) : 0;
        }

        String body() {
            int end = text.indexOf("\r\n\r\n");
            return end < 0 ? "" : text.substring(end + 4);
        }
    }

    /**
     * Sends a request and reads the answer, a stream of events until it has begun.
     *
     * @throws AssertionError when none comes
     */
    static Answer send(int port, byte[] request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(PATIENCE_MILLIS);
            try {
                socket.getOutputStream().write(request);
                socket.shutdownOutput();
            } catch (IOException e) {
                // refused before it was read to the end
            }
            String text = read(socket.getInputStream());
            if (text.startsWith("HTTP/1.1 100 ")) {
                text = text.substring(text.indexOf("\r\n\r\n") + 4);
            }
            String method = new String(request, 0, Math.min(5, request.length), StandardCharsets.ISO_8859_1);
            return new Answer(text, method.equals("HEAD "));
        }
    }

    private static String read(InputStream in) {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        try {
            for (int read = in.read(buffer); read >= 0 && answer.size() < MOST_BYTES; read = in.read(buffer)) {
                answer.write(buffer, 0, read);
                if (answer.toString(StandardCharsets.UTF_8).contains("text/event-stream")) {
                    break;
                }
            }
        } catch (SocketTimeoutException e) {
            throw new AssertionError("no answer within " + PATIENCE_MILLIS + " ms", e);
        } catch (IOException e) {
            // reset after the answer, because the rest of the request was not read
        }
        return answer.toString(StandardCharsets.UTF_8);
    }
}
