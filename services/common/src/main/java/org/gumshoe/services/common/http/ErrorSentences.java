// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.gumshoe.VisibleText;

/**
 * Writer of the errors that Jetty finds before a request comes to its call. It answers as calls do,
 * with a {@link ProblemDocument}.
 */
final class ErrorSentences extends ErrorHandler {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public boolean errorPageForMethod(String method) {
        return true;
    }

    @Override
    protected void generateResponse(
            Request request, Response response, int status, String reason, Throwable cause, Callback callback)
            throws JsonProcessingException {
        byte[] body = JSON.writeValueAsBytes(ProblemDocument.of(status, sentence(status, reason)));
        HttpServers.HEADERS.forEach(response.getHeaders()::put);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, ProblemDocument.TYPE);
        response.write(true, ByteBuffer.wrap(body), callback);
    }

    private static String sentence(int status, String reason) {
        return switch (status) {
            case 414, 431 ->
                "The head of the request is longer than " + HttpServers.HEADER_BYTES
                        + " bytes: shorten the address and the headers.";
            case 417 -> "The header Expect can only be 100-continue: send the request without it.";
            case 426, 505 -> "This server speaks HTTP/1.1: send the request in that version.";
            default ->
                status < 500
                        ? "The request is not valid HTTP: " + VisibleText.quoted(reason == null ? "" : reason) + "."
                        : "The server failed at this request; its log says why.";
        };
    }
}
