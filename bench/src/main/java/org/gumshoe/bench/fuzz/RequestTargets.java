// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.gumshoe.BadInputException;
import org.gumshoe.bench.fuzz.records.Letter;
import org.gumshoe.bench.fuzz.records.RecordInput;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.http.HttpGuard;
import org.gumshoe.services.gateway.GatewayServer;
import org.gumshoe.services.gateway.view.HistoryRoom;
import org.gumshoe.services.gateway.view.RecordSource;
import org.gumshoe.services.gateway.view.Views;

/**
 * The targets that are requests to the gateway, over a socket of this machine; no broker is there.
 * Each is answered, or refused as the client's fault with one sentence. What is sent on for it passes
 * the door of its topic.
 */
final class RequestTargets implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST = 2000;

    private final MockProducer<String, byte[]> producer =
            new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());
    private final GatewayServer gateway;

    RequestTargets() {
        Settings settings = new Settings(Map.of("gateway.port", "0"));
        gateway = new GatewayServer(
                settings, HttpGuard.of(settings), producer, Views.empty(HistoryRoom.ample()), RecordSource.none());
    }

    /** Returns a target for each call with a body, and one for all others. */
    List<FuzzTarget> all() {
        return List.of(
                target("HTTP, POST books", RequestSeeds.books()),
                target("HTTP, POST stories", RequestSeeds.stories()),
                target("HTTP, others", RequestSeeds.others()));
    }

    private FuzzTarget target(String name, List<byte[]> seeds) {
        return new FuzzTarget(name, 40, seeds, new RequestMutation(), (input, work) -> send(input));
    }

    private void send(byte[] input) throws IOException {
        HttpExchange.Answer answer = HttpExchange.send(gateway.port(), input);
        for (ProducerRecord<String, byte[]> record : producer.history()) {
            Letter.check(record.topic(), RecordInput.of(record.key(), record.value()), record.headers());
        }
        producer.clear();
        if (answer.isEmpty()) {
            throw new BadInputException("The connection was closed without an answer.");
        }
        // of HTTP's own versions, a server says so with a number of its own
        if (answer.status() >= 500 && answer.status() != 505 || answer.status() < 200) {
            throw new AssertionError("answered with " + answer.text());
        }
        if (answer.status() >= 300) {
            throw new BadInputException(sentence(answer));
        }
    }

    private static String sentence(HttpExchange.Answer answer) throws IOException {
        if (answer.isHeadAlone()) {
            return Integer.toString(answer.status());
        }
        JsonNode body;
        try {
            body = JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new AssertionError("refused without a sentence: " + answer.text(), e);
        }
        String sentence = body.path("detail").asText();
        if (sentence.isBlank() || sentence.length() > LONGEST || body.size() != 4) {
            throw new AssertionError("refused without a sentence: " + answer.text());
        }
        return sentence;
    }

    @Override
    public void close() {
        gateway.close();
    }
}
