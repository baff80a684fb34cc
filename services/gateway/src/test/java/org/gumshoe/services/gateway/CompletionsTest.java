// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.gumshoe.schemas.StoryRequest;
import org.gumshoe.schemas.StoryToken;
import org.gumshoe.services.common.http.RawHttp;
import org.gumshoe.services.common.http.RawHttp.Answer;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.gateway.view.FeedRecord;
import org.gumshoe.services.gateway.view.TokenRow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Completions as OpenAI's clients ask them; a thread of the test writes the stories. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class CompletionsTest {
    private static final List<String> WORDS = List.of("It ", "was ", "a ", "dark ", "night");

    private final OpenGateway gateway = new OpenGateway();
    private final Thread writer = Thread.ofVirtual().start(this::write);

    @AfterEach
    void close() {
        writer.interrupt();
        gateway.close();
    }

    private void write() {
        int written = 0;
        while (!Thread.currentThread().isInterrupted()) {
            var sent = gateway.producer.history();
            while (written < sent.size()) {
                answer(Topics.STORY_REQUESTS
                        .values()
                        .deserializer()
                        .deserialize("story-requests", sent.get(written++).value()));
            }
            Thread.yield();
        }
    }

    private void answer(StoryRequest request) {
        boolean refused = request.getConcept().equals("nothing");
        for (int i = 0; i < Math.min(WORDS.size(), request.getTokens()); i++) {
            StoryToken token = StoryToken.newBuilder()
                    .setStory(request.getStory())
                    .setConcept(request.getConcept())
                    .setArm(request.getArm())
                    .setIndex(i)
                    .setText(refused ? "" : WORDS.get(i))
                    .setLogProb(-i)
                    .setLast(refused || i == Math.min(WORDS.size(), request.getTokens()) - 1)
                    .setSeed(request.getSeed())
                    .setError(refused ? "There is no vector." : "")
                    .build();
            gateway.server.changed(
                    new FeedRecord("stories", 0, i, 0, request.getStory(), new RecordHeaders(), token, true),
                    "token",
                    TokenRow.of(token));
            if (refused) {
                return;
            }
        }
    }

    private Answer complete(String body) throws Exception {
        return RawHttp.post(gateway.port(), "/v1/completions", body, "Content-Type: application/json");
    }

    private static JsonNode json(Answer answer) throws Exception {
        return new ObjectMapper().readTree(answer.body());
    }

    @Test
    void aTextHasItsChoicesInOrderWithLogProbs() throws Exception {
        JsonNode answer = json(complete("{\"model\":\"x\",\"prompt\":\"Yes.\",\"n\":2,\"logprobs\":1,\"seed\":4}"));
        assertThat(answer.at("/object").asText()).isEqualTo("text_completion");
        assertThat(answer.at("/choices")).hasSize(2);
        assertThat(answer.at("/choices/1/index").asInt()).isEqualTo(1);
        assertThat(answer.at("/choices/0/text").asText()).isEqualTo("It was a dark night");
        assertThat(answer.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
        assertThat(answer.at("/choices/0/logprobs/token_logprobs/3").asDouble()).isEqualTo(-3);
        assertThat(answer.at("/choices/0/logprobs/text_offset/2").asInt()).isEqualTo(7);
        assertThat(json(complete("{\"prompt\":\"Yes.\",\"max_tokens\":3}"))
                        .at("/choices/0/finish_reason")
                        .asText())
                .isEqualTo("length");
    }

    @Test
    void aTextEndsBeforeWhatItIsToStopAtAlsoWithinAToken() throws Exception {
        for (String stop : List.of("\"rk n\"", "[\"zzz\",\"rk\"]")) {
            JsonNode answer = json(complete("{\"prompt\":\"Yes.\",\"stop\":" + stop + "}"));
            assertThat(answer.at("/choices/0/text").asText()).as(stop).isEqualTo("It was a da");
            assertThat(answer.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
        }
    }

    @Test
    void aStreamSaysTheSameAndThatItIsDone() throws Exception {
        String body = complete("{\"prompt\":\"Yes.\",\"stream\":true}").body();
        StringBuilder text = new StringBuilder();
        for (String line : body.split("\n")) {
            if (line.startsWith("data: {")) {
                text.append(new ObjectMapper()
                        .readTree(line.substring(6))
                        .at("/choices/0/text")
                        .asText());
            }
        }
        assertThat(text).hasToString("It was a dark night");
        assertThat(body).contains("data: [DONE]");
    }

    @Test
    void steerChoosesTheArmVersionAndStrength() throws Exception {
        complete("{\"prompt\":\"Yes.\",\"seed\":9,\"steer\":{\"concept\":\"crime\",\"version\":3,\"strength\":-0.5}}");
        StoryRequest request = Topics.STORY_REQUESTS
                .values()
                .deserializer()
                .deserialize(
                        "story-requests", gateway.producer.history().getLast().value());
        assertThat(request.getArm()).isEqualTo("best");
        assertThat(request.getVersion()).isEqualTo(3);
        assertThat(request.getStrength()).isEqualTo(-0.5);
        assertThat(request.getSeed()).isEqualTo(9);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "[]; 400; one JSON object",
                "{}; 400; prompt",
                "{\"prompt\":[1,2]}; 400; numbers of tokens",
                "{\"prompt\":\"a\",\"n\":99}; 400; n must be",
                "{\"prompt\":\"a\",\"echo\":true}; 400; echo",
                "{\"prompt\":\"a\",\"coffee\":1}; 400; coffee",
                "{\"prompt\":\"a\",\"steer\":{\"concept\":\"c\",\"speed\":1}}; 400; speed",
                "{\"prompt\":\"a\",\"temperature\":1000}; 400; temperature",
                "{\"prompt\":\"a\",\"steer\":{\"concept\":\"nothing\"}}; 422; There is no vector",
            })
    void errorsHaveTheFormThatClientsRead(String body, int status, String sentence) throws Exception {
        Answer answer = complete(body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(json(answer).at("/error/message").asText()).contains(sentence);
    }
}
