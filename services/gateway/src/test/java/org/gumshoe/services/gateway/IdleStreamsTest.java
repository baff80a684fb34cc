// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.gumshoe.schemas.StoryToken;
import org.gumshoe.services.common.http.RawHttp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two thousand clients that follow the stories and do nothing. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class IdleStreamsTest {
    private static final int STREAMS = 2000;

    /** Queue, connection and virtual thread, at both ends of it. */
    private static final int BYTES_PER_IDLE_STREAM = 128 * 1024;

    private static StoryToken token(String text) {
        return StoryToken.newBuilder()
                .setStory("s")
                .setConcept("crime")
                .setArm("unsteered")
                .setIndex(0)
                .setText(text)
                .setLogProb(-1)
                .setLast(false)
                .setSeed(1)
                .build();
    }

    private static long heldBytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static void awaitOpen(OpenGateway gateway, int streams) throws InterruptedException {
        while (gateway.server.tokens.open() != streams) {
            Thread.sleep(5);
        }
    }

    @Test
    void theyTakeLittleMemoryAndDelayNobody() throws Exception {
        List<Socket> idle = new ArrayList<>();
        try (OpenGateway gateway = new OpenGateway(STREAMS, 64, Map.of())) {
            RawHttp.get(gateway.port(), "/api/vectors");
            long before = heldBytes();
            for (int i = 0; i < STREAMS; i++) {
                idle.add(RawHttp.open(
                        gateway.port(), "GET /api/stories/stream", List.of("Host: localhost"), new byte[0]));
            }
            awaitOpen(gateway, STREAMS);
            assertThat(heldBytes() - before).isLessThan((long) STREAMS * BYTES_PER_IDLE_STREAM);

            assertThat(RawHttp.get(gateway.port(), "/api/stories/stream").status())
                    .isEqualTo(429);
            assertThat(RawHttp.get(gateway.port(), "/api/vectors").status()).isEqualTo(200);

            // 20 MB for each, of which none is read: what a stream holds for its client is bounded
            for (int i = 0; i < 2000; i++) {
                gateway.server.send(token("x".repeat(10_000)));
            }
            assertThat(heldBytes() - before).isLessThan((long) STREAMS * (BYTES_PER_IDLE_STREAM + 64 * 1024));
            assertThat(RawHttp.get(gateway.port(), "/api/vectors").status()).isEqualTo(200);

            assertThat(firstToken(idle.getLast())).contains("xxx");
            for (Socket socket : idle) {
                socket.close();
            }
            while (gateway.server.tokens.open() > 0) {
                gateway.server.send(token("gone?"));
                Thread.sleep(5);
            }
        } finally {
            for (Socket socket : idle) {
                socket.close();
            }
        }
    }

    private static String firstToken(Socket socket) throws IOException {
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        String line = lines.readLine();
        while (!line.startsWith("data: ")) {
            line = lines.readLine();
        }
        return line;
    }
}
