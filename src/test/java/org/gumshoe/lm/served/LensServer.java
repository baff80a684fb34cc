// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.served;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.luben.zstd.Zstd;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.StreamSupport;
import org.gumshoe.BadInputException;
import org.gumshoe.lm.LanguageModel;
import org.gumshoe.lm.generation.Prompt;
import org.gumshoe.lm.generation.Sampling;
import org.gumshoe.lm.transformer.Injection;
import org.gumshoe.lm.transformer.ReadText;

/**
 * Server that behaves as vLLM does with vllm-lens 1.2.1, as far as our client goes: on a model of ours, in
 * f32 or bf16, with troubles at will.
 */
public final class LensServer implements AutoCloseable {
    /** Trouble of one answer. */
    public enum Trouble {
        NONE,
        SLOW,
        BUSY,
        ERROR,
        REFUSAL,
        HALF_A_BODY,
        BROKEN_STREAM,
        NO_ACTIVATIONS,
        NARROW,
        ENDLESS
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    private final LanguageModel model;
    private final int port;
    private volatile HttpServer http;
    private volatile String name;
    private volatile LanguageModel answering;

    public final Deque<Trouble> troubles = new ConcurrentLinkedDeque<>();
    public final List<JsonNode> bodies = new CopyOnWriteArrayList<>();
    public final List<String> keys = new CopyOnWriteArrayList<>();
    public final AtomicInteger mostAtOnce = new AtomicInteger();
    public final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger atOnce = new AtomicInteger();
    public volatile boolean halfPrecision;
    public volatile int room = 512;
    public volatile int slowMillis = 3000;
    public volatile int delayMillis;

    /** Tokens of the texts that are refused. */
    public volatile int refusedLength = -1;

    public LensServer(LanguageModel model) {
        this.model = model;
        answering = model;
        name = model.info().sha256().substring(0, 12);
        start(0);
        port = http.getAddress().getPort();
    }

    public String url() {
        return "http://localhost:" + port;
    }

    /** Stops answering until {@link #restart}. */
    public void stop() {
        http.stop(0);
    }

    public void restart() {
        start(port);
    }

    /** Holds another model from now on, under a name of any model. */
    public void hold(LanguageModel other, String servedName) {
        answering = other;
        name = servedName;
    }

    public LanguageModel model() {
        return model;
    }

    private void start(int at) {
        try {
            http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), at), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        http.createContext("/v1/models", this::models);
        http.createContext("/v1/completions", this::completion);
        http.start();
    }

    private void models(HttpExchange exchange) throws IOException {
        keys.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        ObjectNode list = JSON.createObjectNode().put("object", "list");
        list.putArray("data").addObject().put("id", name).put("object", "model").put("max_model_len", room);
        answer(exchange, 200, list);
    }

    private void completion(HttpExchange exchange) throws IOException {
        try {
            JsonNode body = JSON.readTree(exchange.getRequestBody());
            bodies.add(body);
            Trouble trouble = troubles.isEmpty() ? Trouble.NONE : troubles.removeFirst();
            work(trouble == Trouble.SLOW ? slowMillis : delayMillis);
            int[] ids = ints(body.get("prompt"));
            if (trouble == Trouble.BUSY) {
                exchange.getResponseHeaders().add("Retry-After", "0");
                answer(exchange, 429, error("too many requests"));
            } else if (trouble == Trouble.ENDLESS) {
                endless(exchange);
            } else if (trouble == Trouble.ERROR) {
                answer(exchange, 500, error("the engine is dead"));
            } else if (trouble == Trouble.REFUSAL
                    || ids.length == refusedLength
                    || ids.length + body.get("max_tokens").asInt() > room) {
                answer(exchange, 400, error("the prompt is too long"));
            } else if (!body.get("model").asText().equals(name)) {
                answer(exchange, 404, error("The model does not exist."));
            } else if (body.path("stream").asBoolean()) {
                write(exchange, body, ids, trouble);
            } else {
                read(exchange, body, ids, trouble);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (UncheckedIOException e) {
            // whoever asked has gone
        } catch (BadInputException e) {
            answer(exchange, 400, error(e.getMessage()));
        } finally {
            exchange.close();
        }
    }

    /** Counts a request until its answer begins: whoever has its answer may send the next. */
    private void work(int millis) throws InterruptedException {
        mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
        Thread.sleep(millis);
        atOnce.decrementAndGet();
    }

    private void read(HttpExchange exchange, JsonNode body, int[] ids, Trouble trouble) throws IOException {
        ObjectNode answer = JSON.createObjectNode().put("object", "text_completion");
        ObjectNode choice = answer.putArray("choices").addObject().put("text", " a");
        String wanted = body.path("vllm_xargs").path("output_residual_stream").asText("[]");
        int[] layers = Arrays.stream(ints(JSON.readTree(wanted)))
                .map(k -> k + 1)
                .sorted()
                .toArray();
        ReadText read = answering.readWithLikelihoods(ids, 1, layers);
        if (body.has("prompt_logprobs")) {
            ArrayNode logProbs = choice.putArray("prompt_logprobs").addNull();
            for (int i = 1; i < ids.length; i++) {
                logProbs.addObject()
                        .putObject(Integer.toString(ids[i]))
                        .put("logprob", -read.nll()[i - 1])
                        .put("rank", 1);
            }
        }
        if (layers.length > 0 && trouble != Trouble.NO_ACTIVATIONS) {
            int width = trouble == Trouble.NARROW ? 2 : answering.info().width();
            float[] numbers = new float[layers.length * ids.length * width];
            for (int l = 0; l < layers.length; l++) {
                for (int i = 0; i < ids.length; i++) {
                    System.arraycopy(read.states().at(layers[l], i), 0, numbers, (l * ids.length + i) * width, width);
                }
            }
            ObjectNode tensor = answer.putObject("activations").putObject("residual_stream");
            tensor(tensor, numbers);
            tensor.putArray("shape").add(layers.length).add(ids.length).add(width);
        }
        if (trouble == Trouble.HALF_A_BODY) {
            byte[] bytes = bytes(answer);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes, 0, bytes.length / 2);
            exchange.getResponseBody().flush();
        } else {
            answer(exchange, 200, answer);
        }
    }

    private void endless(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        byte[] blanks = " ".repeat(1 << 16).getBytes(StandardCharsets.UTF_8);
        while (true) {
            exchange.getResponseBody().write(blanks);
            sent.addAndGet(blanks.length);
        }
    }

    private void tensor(ObjectNode tensor, float[] numbers) {
        ByteBuffer raw =
                ByteBuffer.allocate(numbers.length * (halfPrecision ? 2 : 4)).order(ByteOrder.LITTLE_ENDIAN);
        for (float number : numbers) {
            if (halfPrecision) {
                raw.putShort((short) ((Float.floatToIntBits(number) + 0x8000) >>> 16));
            } else {
                raw.putFloat(number);
            }
        }
        tensor.put("data", Base64.getEncoder().encodeToString(Zstd.compress(raw.array(), 1)))
                .put("dtype", halfPrecision ? "int16" : "float32")
                .put("original_dtype", halfPrecision ? "torch.bfloat16" : "torch.float32")
                .put("compression", "zstd");
    }

    private void write(HttpExchange exchange, JsonNode body, int[] ids, Trouble trouble) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        List<Injection> injections = new ArrayList<>();
        for (JsonNode vector : JSON.readTree(
                body.path("vllm_xargs").path("apply_steering_vectors").asText("[]"))) {
            injections.add(
                    new Injection(vector.get("layer_indices").get(0).asInt() + 1, floats(vector.get("activations"))));
        }
        Prompt prompt = new Prompt(
                answering.tokenizer().decode(ids),
                body.get("min_tokens").asInt(),
                body.get("max_tokens").asInt(),
                new Sampling(
                        body.get("temperature").asDouble(),
                        body.get("top_p").asDouble(),
                        body.get("seed").asLong()),
                injections);
        OutputStream out = exchange.getResponseBody();
        answering.generate(List.of(prompt), (number, index, id, text, logProb, last) -> {
            if (trouble == Trouble.BROKEN_STREAM && index == 2) {
                return;
            }
            ObjectNode event = JSON.createObjectNode().put("object", "text_completion");
            ObjectNode choice =
                    event.putArray("choices").addObject().put("index", 0).put("text", text);
            choice.putArray("token_ids").add(id);
            choice.putObject("logprobs").putArray("token_logprobs").add(logProb);
            choice.put(
                    "finish_reason",
                    !last || trouble == Trouble.BROKEN_STREAM
                            ? null
                            : answering.tokenizer().stopTokens().contains(id) ? "stop" : "length");
            send(out, "data: " + event + "\n\n");
        });
        if (trouble != Trouble.BROKEN_STREAM) {
            send(out, "data: [DONE]\n\n");
        }
    }

    private static void send(OutputStream out, String event) {
        try {
            out.write(event.getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static float[] floats(JsonNode tensor) throws IOException {
        float[] numbers = new float[tensor.get("shape").get(1).asInt()];
        ByteBuffer.wrap(tensor.get("data").binaryValue())
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(numbers);
        return numbers;
    }

    private static int[] ints(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .mapToInt(JsonNode::asInt)
                .toArray();
    }

    private static ObjectNode error(String message) {
        ObjectNode error = JSON.createObjectNode();
        error.putObject("error").put("message", message).put("type", "Error").put("code", 1);
        return error;
    }

    private static byte[] bytes(ObjectNode body) {
        return body.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void answer(HttpExchange exchange, int status, ObjectNode body) throws IOException {
        byte[] bytes = bytes(body);
        exchange.sendResponseHeaders(status, bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
