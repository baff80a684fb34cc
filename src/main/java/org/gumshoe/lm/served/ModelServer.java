// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.served;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.gumshoe.BadInputException;
import org.gumshoe.VisibleText;

/**
 * Server of models over HTTP. What it answers is bounded in size and time. It tells its own troubles
 * ({@link ServerTrouble}) from what it refuses ({@link BadInputException}); whether the text or the server
 * is to blame for a refusal, the caller finds out.
 */
final class ModelServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LIST_BYTES = 1 << 20;
    private static final int TOLD_BYTES = 1 << 12;
    private static final int TOLD_CHARACTERS = 200;
    private static final long LONGEST_WISH_S = 30;

    private final URI url;
    private final String key;
    private final HttpClient client;

    ModelServer(URI url, ServerSettings settings) {
        this.url = url;
        this.key = settings.key();
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(settings.timeout())
                .build();
    }

    /** Returns the models that the server holds, as it lists them. */
    JsonNode models(Duration timeout) {
        byte[] list = whole(request("v1/models").GET().build(), LIST_BYTES, timeout);
        try {
            return JSON.readTree(list).path("data");
        } catch (IOException e) {
            throw broken(e);
        }
    }

    /**
     * Returns the answer to a request for a completion.
     *
     * @param limit most bytes of the answer
     */
    byte[] complete(ObjectNode body, long limit, Duration timeout) {
        return whole(post(body), limit, timeout);
    }

    /**
     * Returns the lines of the answer to a request for a stream of tokens, once it has begun; the reader is
     * to be closed.
     *
     * @param limit most bytes of the answer
     */
    BufferedReader stream(ObjectNode body, long limit, Duration timeout) {
        HttpResponse<InputStream> answer =
                send(post(body), BodyHandlers.limiting(BodyHandlers.ofInputStream(), limit), timeout);
        if (answer.statusCode() != 200) {
            try (InputStream told = answer.body()) {
                throw fault(answer, told.readNBytes(TOLD_BYTES));
            } catch (IOException e) {
                throw fault(answer, new byte[0]);
            }
        }
        return new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
    }

    private byte[] whole(HttpRequest request, long limit, Duration timeout) {
        HttpResponse<byte[]> answer = send(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), limit), timeout);
        if (answer.statusCode() != 200) {
            throw fault(answer, answer.body());
        }
        return answer.body();
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(url.resolve(path));
        return key.isEmpty() ? request : request.header("Authorization", "Bearer " + key);
    }

    private HttpRequest post(ObjectNode body) {
        return request("v1/completions")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
    }

    private <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler, Duration timeout) {
        CompletableFuture<HttpResponse<T>> answer = client.sendAsync(request, handler);
        try {
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw ServerTrouble.passing(this + " has not answered within " + timeout.toMillis() + " ms");
        } catch (ExecutionException e) {
            throw broken(e.getCause());
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw ServerTrouble.lasting(this + " was not waited for any longer");
        }
    }

    /** Returns the trouble of an answer that broke off or says something else than it should. */
    ServerTrouble broken(Throwable why) {
        String message = why.getMessage() == null ? why.getClass().getSimpleName() : why.getMessage();
        return ServerTrouble.passing(this + " cannot be understood or reached: " + told(message));
    }

    private RuntimeException fault(HttpResponse<?> answer, byte[] body) {
        int status = answer.statusCode();
        String says = this + " answers " + status + " (" + told(message(body)) + ")";
        return switch (status) {
            case 400, 413, 422 -> new BadInputException(says + ": change the text or the request.");
            case 401, 403 -> ServerTrouble.lasting(says + ": give it the key that it asks for (engine.key)");
            case 404 -> ServerTrouble.lasting(says + ": it does not hold the model, or is no server of models");
            case 429, 503 -> ServerTrouble.busy(says, wish(answer));
            default -> status >= 500 ? ServerTrouble.passing(says) : ServerTrouble.lasting(says);
        };
    }

    private static Duration wish(HttpResponse<?> answer) {
        String seconds = answer.headers().firstValue("Retry-After").orElse("");
        return seconds.matches("\\d{1,9}")
                ? Duration.ofSeconds(Math.min(LONGEST_WISH_S, Long.parseLong(seconds)))
                : Duration.ZERO;
    }

    private static String message(byte[] body) {
        try {
            JsonNode error = JSON.readTree(body);
            String message = error.path("error")
                    .path("message")
                    .asText(error.path("message").asText());
            if (!message.isEmpty()) {
                return message;
            }
        } catch (IOException e) {
            // told as it is
        }
        return new String(body, 0, Math.min(body.length, TOLD_BYTES), StandardCharsets.UTF_8);
    }

    /** Returns a server's words as a part of a sentence. */
    static String told(String message) {
        String line = VisibleText.line(VisibleText.cut(message.strip(), TOLD_CHARACTERS));
        return line.isEmpty() ? "without a word" : line;
    }

    @Override
    public String toString() {
        return "the server " + url;
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
