// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.gumshoe.schemas.StoryRequest;
import org.gumshoe.services.common.http.RawHttp;
import org.gumshoe.services.common.http.RawHttp.Answer;
import org.gumshoe.services.common.kafka.Topics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestsTest {
    private static final String MAY_BE_SENT = "X-Requested-With: test";
    private static final String TEXT = "Content-Type: text/plain";
    private static final String JSON = "Content-Type: application/json";

    private final OpenGateway gateway = new OpenGateway(10, 1, Map.of());

    @AfterEach
    void close() {
        gateway.close();
    }

    private Answer story(String body) throws IOException {
        return RawHttp.post(gateway.port(), "/api/stories", body, JSON);
    }

    private Answer book(String query, String text) throws IOException {
        return RawHttp.post(gateway.port(), "/api/books?" + query, text, TEXT, MAY_BE_SENT);
    }

    private static String withField(String field) {
        return "{\"concept\":\"crime\",\"prompt\":\"It was\"," + field + "}";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "\"layers\":[null]; layers is [null]",
                "\"layers\":[1.5]; layers is [1.5]",
                "\"layers\":3; layers is 3",
                "\"layers\":[-1]; layers",
                "\"tokens\":0; between 1 and",
                "\"tokens\":1e2; tokens is 100.0",
                "\"tokens\":99999999999; tokens is 99999999999 but must be a whole number from 1 to",
                "\"tokens\":\"12\"; tokens is \"12\"",
                "\"tokens\":true; tokens is true",
                "\"minTokens\":121; minTokens is 121",
                "\"minTokens\":-1; minTokens",
                "\"seed\":9223372036854775808; seed",
                "\"strength\":1e999; strength",
                "\"strength\":-1e6; strength must lie between -1000 and 1000.",
                "\"tokens\":10001; tokens must lie between 1 and 10000.",
                "\"strength\":\"NaN\"; strength",
                "\"strength\":NaN; must be one JSON object",
                "\"version\":-1; version",
                "\"arm\":\"nope\"; 'nope' is none of unsteered, prompt",
                "\"arm\":5; arm is 5",
                "\"tokens\":5,\"tokens\":6; must be one JSON object",
                "\"coffee\\u001b[2J\":1; no field 'coffee\\\\u001b[2J'; there are concept, prompt, arm",
            })
    void aFieldThatIsWrongIsNamed(String field, String sentence) throws Exception {
        Answer answer = story(withField(field));
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(new ObjectMapper().readTree(answer.body()).get("detail").textValue())
                .contains(sentence.replace("\\\\", "\\"));
        assertThat(gateway.producer.history()).isEmpty();
    }

    @Test
    void aBodyThatIsNoStoryIsRefused() throws Exception {
        for (String body : List.of(
                "",
                "{",
                "null",
                "[]",
                "5",
                "{}",
                "{\"concept\":\"crime\"}",
                "{\"concept\":\"crime\",\"prompt\":\" \"}",
                "{\"concept\":\"crime\",\"prompt\":null}",
                "{\"concept\":\"a|b\",\"prompt\":\"It was\"}",
                "{\"concept\":\" \",\"prompt\":\"It was\"}",
                "{\"concept\":\"a\\nb\",\"prompt\":\"It was\"}",
                "{\"concept\":\"crime\",\"prompt\":\"\\ud800\"}",
                "{\"concept\":7,\"prompt\":\"It was\"}",
                "{\"concept\":\"" + "c".repeat(50_000) + "\",\"prompt\":\"It was\"}",
                "{\"concept\":\"crime\",\"prompt\":\"It was\"} {}",
                "[".repeat(30_000))) {
            Answer answer = story(body);
            assertThat(answer.status()).as(body).isEqualTo(400);
            assertThat(answer.body()).hasSizeLessThan(1000);
        }
        assertThat(gateway.producer.history()).isEmpty();
    }

    @Test
    void whatIsTooLongIsTheClientsFault() throws Exception {
        assertThat(story(withField("\"arm\":\"" + "x".repeat(64_000) + "\"")).status())
                .isEqualTo(413);
        try (Socket socket = RawHttp.open(
                gateway.port(),
                "POST /api/books?id=a",
                List.of("Host: localhost", TEXT, MAY_BE_SENT, "Content-Length: 64000001"),
                new byte[0])) {
            assertThat(statusOf(socket)).isEqualTo(413);
        }
        // of unknown length
        try (Socket socket = new Socket("localhost", gateway.port())) {
            socket.getOutputStream()
                    .write(("POST /api/stories HTTP/1.1\r\nHost: localhost\r\n" + JSON
                                    + "\r\nTransfer-Encoding: chunked\r\n\r\n" + "10000\r\n" + "x".repeat(0x10000)
                                    + "\r\n")
                            .getBytes(StandardCharsets.UTF_8));
            assertThat(statusOf(socket)).isEqualTo(413);
        }
        gateway.producer.sendException = new RecordTooLargeException();
        assertThat(book("id=a", "text").status()).isEqualTo(413);
    }

    private static int statusOf(Socket socket) throws IOException {
        byte[] line = socket.getInputStream().readNBytes("HTTP/1.1 413".length());
        return Integer.parseInt(new String(line, StandardCharsets.UTF_8).split(" ")[1]);
    }

    @Test
    void onlyKafkasAbsenceIsOurFault() throws Exception {
        gateway.producer.sendException = new TimeoutException("secret.example:9092");
        Answer answer = story(withField("\"seed\":1"));
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.text()).contains("Retry-After: 5").doesNotContain("secret");
    }

    @Test
    void bodiesAndParametersAreUtf8() throws Exception {
        for (byte[] bytes : List.of(new byte[] {'a', (byte) 0xff}, new byte[] {(byte) 0xc3}, new byte[] {
            (byte) 0xed, (byte) 0xa0, (byte) 0x80
        })) {
            for (String[] call : List.of(new String[] {"/api/books?id=a", TEXT}, new String[] {"/api/stories", JSON})) {
                Answer answer = RawHttp.send(
                        gateway.port(), "POST " + call[0], List.of("Host: localhost", call[1], MAY_BE_SENT), bytes);
                assertThat(answer.status()).isEqualTo(400);
                assertThat(answer.body()).contains("UTF-8");
            }
        }
        for (String query : List.of("id=%ff", "id=a&title=%c3", "id=%zz", "id=%")) {
            assertThat(book(query, "text").status()).as(query).isEqualTo(400);
        }
        assertThat(gateway.producer.history()).isEmpty();
    }

    @Test
    void aBookNeedsAnIdThatIsNoOtherThings() throws Exception {
        for (String query : List.of(
                "",
                "id=",
                "id=%20",
                "id=a%23b",
                "id=a%7Cb",
                "id=a%0Ab",
                "id=own~x",
                "id=own~",
                "id=a&id=b",
                "id=a&colour=red",
                "id=" + "x".repeat(2000),
                "id=a&title=" + "x".repeat(5000))) {
            assertThat(book(query, "text").status()).as(query).isEqualTo(400);
        }
        assertThat(book("id=a", " \n").status()).isEqualTo(400);
        assertThat(gateway.producer.history()).isEmpty();
        assertThat(book("id=sign&title=The%20Sign", "text").status()).isEqualTo(202);
        assertThat(gateway.producer.history()).singleElement().satisfies(record -> {
            assertThat(record.key()).isEqualTo("sign");
            assertThat(Topics.BOOKS
                            .values()
                            .deserializer()
                            .deserialize("books", record.value())
                            .getTitle())
                    .isEqualTo("The Sign");
        });
    }

    @Test
    void moreThanMayWaitAreToldToComeBack() throws Exception {
        int attempts = 0;
        while (!isBusyWhileOneIsSlow()) {
            assertThat(++attempts).as("times that the slow request came second").isLessThan(50);
        }
    }

    /** Returns false when the slow request has found the door taken by another one and was refused. */
    private boolean isBusyWhileOneIsSlow() throws Exception {
        try (Socket slow = RawHttp.open(
                gateway.port(),
                "POST /api/books?id=slow",
                List.of("Host: localhost", TEXT, MAY_BE_SENT, "Content-Length: 10"),
                new byte[0])) {
            Answer answer = book("id=a", "text");
            for (int i = 0; i < 20 && answer.status() == 202; i++) {
                answer = book("id=a", "text");
            }
            if (answer.status() == 202) {
                return false;
            }
            assertThat(answer.status()).isEqualTo(429);
            assertThat(answer.text()).contains("Retry-After: 1");
            slow.getOutputStream().write("0123456789".getBytes(StandardCharsets.UTF_8));
            assertThat(statusOf(slow)).isEqualTo(202);
            return true;
        }
    }

    /** What it announces is not what it holds, and stories have a door of their own. */
    @Test
    void aClientThatDoesNotSendDelaysNobody() throws Exception {
        try (OpenGateway open = new OpenGateway(10, 2, Map.of());
                Socket slow = RawHttp.open(
                        open.port(),
                        "POST /api/books?id=slow",
                        List.of("Host: localhost", TEXT, MAY_BE_SENT, "Content-Length: 64000000"),
                        new byte[0])) {
            slow.getOutputStream().write("The first words.".getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < 5; i++) {
                long start = System.nanoTime();
                Answer answer = RawHttp.post(open.port(), "/api/books?id=a", "A book.", TEXT, MAY_BE_SENT);
                assertThat(answer.status()).isEqualTo(202);
                answer = RawHttp.post(
                        open.port(), "/api/stories", "{\"concept\":\"crime\",\"prompt\":\"It was\"}", JSON);
                assertThat(answer.status()).isEqualTo(202);
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
            }
        }
    }

    @Test
    void theDescriptionHasEveryCallAndTheBoundsOfTheSchema() throws Exception {
        JsonNode document = new ObjectMapper()
                .readTree(RawHttp.get(gateway.port(), "/api/openapi.json").body());
        List<String> unknown = new ArrayList<>();
        int calls = 0;
        for (Map.Entry<String, JsonNode> path : document.get("paths").properties()) {
            for (Map.Entry<String, JsonNode> call : path.getValue().properties()) {
                calls++;
                String request = call.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey();
                // a stream would answer for ever
                if (!path.getKey().matches("/api/(events|stories/stream)")) {
                    String answer = RawHttp.send(gateway.port(), request, List.of("Host: localhost"), new byte[0])
                            .text();
                    if (answer.contains("There is no such call") || answer.contains("another method")) {
                        unknown.add(request);
                    }
                }
                for (String member : List.of("summary", "parameters", "responses")) {
                    assertThat(call.getValue().has(member)).as(request).isTrue();
                }
            }
        }
        assertThat(unknown).isEmpty();
        assertThat(calls).isGreaterThan(25);
        JsonNode properties =
                document.at("/paths/~1api~1stories/post/requestBody/content/application~1json/schema/properties");
        List<String> bounded = new ArrayList<>();
        properties.properties().forEach(property -> {
            var field = StoryRequest.getClassSchema().getField(property.getKey());
            for (String bound : List.of("minimum", "maximum", "maxLength", "maxItems")) {
                Object stated = field.getObjectProp(bound);
                if (stated != null) {
                    bounded.add(property.getKey());
                    assertThat(property.getValue().get(bound).toString()).isEqualTo(stated.toString());
                }
            }
        });
        assertThat(bounded).contains("concept", "prompt", "tokens", "strength", "layers");
        assertThat(properties.at("/arm/enum")).hasSizeGreaterThan(5);
        assertThat(properties.at("/layers/items/maximum").isNumber()).isTrue();
    }
}
