// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.gumshoe.schemas.StoryToken;
import org.gumshoe.services.common.http.RawHttp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 120, unit = TimeUnit.SECONDS)
class StoryStreamTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static StoryToken token(int index, String text) {
        return StoryToken.newBuilder()
                .setStory("s")
                .setConcept("crime")
                .setArm("unsteered")
                .setIndex(index)
                .setText(text)
                .setLogProb(-1)
                .setLast(false)
                .setSeed(1)
                .build();
    }

    private static Socket open(OpenGateway gateway) throws IOException {
        return RawHttp.open(gateway.port(), "GET /api/stories/stream", List.of("Host: localhost"), new byte[0]);
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    private static void awaitOpen(OpenGateway gateway, int streams) throws InterruptedException {
        while (gateway.server.tokens.open() != streams) {
            Thread.sleep(5);
        }
    }

    @Test
    void fortyClientsThatDoNotReadDelayNeitherTheOthersNorTheSender() throws Exception {
        List<Socket> slow = new ArrayList<>();
        AtomicInteger delivered = new AtomicInteger();
        List<Thread> readers = new ArrayList<>();
        int batches = 150;
        int inBatch = 5;
        String text = "x".repeat(10_000);
        try (var gateway = new OpenGateway()) {
            for (int i = 0; i < 40; i++) {
                slow.add(open(gateway));
            }
            for (int i = 0; i < 10; i++) {
                BufferedReader lines = reader(open(gateway));
                readers.add(Thread.ofVirtual()
                        .start(() -> lines.lines()
                                .filter(line -> line.startsWith("data: {\"story\""))
                                .forEach(line -> delivered.incrementAndGet())));
            }
            awaitOpen(gateway, 50);
            for (int batch = 0; batch < batches; batch++) {
                for (int i = 0; i < inBatch; i++) {
                    gateway.server.send(token(batch * inBatch + i, text));
                }
                // it would wait here for ever if a client that does not read stood before one that does
                while (delivered.get() < 10 * inBatch * (batch + 1)) {
                    Thread.sleep(1);
                }
            }
            assertTheSlowOneIsToldWhatItMissed(slow.getFirst(), batches * inBatch);
            gateway.server.tokens.close();
            for (Thread reader : readers) {
                reader.join();
            }
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
        assertThat(delivered).hasValue(10 * inBatch * batches);
    }

    private static void assertTheSlowOneIsToldWhatItMissed(Socket socket, int sent) throws IOException {
        BufferedReader lines = reader(socket);
        int next = 0;
        while (next < sent) {
            String line = lines.readLine();
            if (line.startsWith("data: ")) {
                JsonNode data = JSON.readTree(line.substring("data: ".length()));
                if (data.has("events")) {
                    next += data.get("events").intValue();
                } else {
                    assertThat(data.get("index").intValue()).isEqualTo(next);
                    next++;
                }
            }
        }
        assertThat(next).isEqualTo(sent);
    }

    @Test
    void tokensComeInOrderAndTheEndIsSaid() throws Exception {
        try (var gateway = new OpenGateway();
                Socket socket = open(gateway)) {
            awaitOpen(gateway, 1);
            gateway.server.send(token(0, "It\nwas"));
            gateway.server.send(token(1, "\r\ndata: forged\n\n"));
            BufferedReader lines = reader(socket);
            List<String> data = new ArrayList<>();
            while (data.size() < 2) {
                String line = lines.readLine();
                if (line.startsWith("data:")) {
                    data.add(JSON.readTree(line.substring(5)).get("text").textValue());
                }
            }
            gateway.server.tokens.close();
            assertThat(data).containsExactly("It\nwas", "\r\ndata: forged\n\n");
            assertThat(lines.lines()).contains("event: end");
        }
    }

    @Test
    void oneStreamTooManyIsToldToComeBackAndAPlaceIsFreeAgain() throws Exception {
        try (var gateway = new OpenGateway(1, 1, Map.of())) {
            try (Socket only = open(gateway)) {
                assertThat(only.isConnected()).isTrue();
                awaitOpen(gateway, 1);
                var refused = RawHttp.get(gateway.port(), "/api/stories/stream");
                assertThat(refused.status()).isEqualTo(429);
                assertThat(refused.text()).contains("Retry-After: 5", "gateway.streams");
            }
            while (gateway.server.tokens.open() > 0) {
                gateway.server.send(token(0, "x".repeat(1000)));
                Thread.sleep(5);
            }
            try (Socket next = open(gateway)) {
                assertThat(next.isConnected()).isTrue();
                awaitOpen(gateway, 1);
            }
        }
    }
}
