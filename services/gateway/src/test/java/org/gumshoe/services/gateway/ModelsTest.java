// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.List;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.services.common.http.RawHttp;
import org.gumshoe.services.common.http.RawHttp.Answer;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.AnnouncementKey;
import org.gumshoe.services.common.records.ModelAnnouncements;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Setting a model and its layers by a call. */
class ModelsTest {
    private final OpenGateway gateway = new OpenGateway();

    @BeforeEach
    void announce() {
        for (String role : List.of("weak", "strong")) {
            ModelAnnouncement model =
                    ModelAnnouncements.of(role, role + " one", Path.of(role), "sha-" + role, "gpt2", 4, 8, List.of(2));
            ModelAnnouncements.taking(model, null).forEach(gateway.views.models()::put);
        }
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    private Answer set(String role, String sha256, String layers) throws Exception {
        String body = "{\"role\":\"%s\",\"sha256\":\"%s\",\"readLayers\":%s}".formatted(role, sha256, layers);
        return RawHttp.post(gateway.port(), "/api/models", body, "Content-Type: application/json");
    }

    @Test
    void anAnnouncedModelTakesARoleUnderItsNextVersion() throws Exception {
        assertThat(set("strong", "sha-weak", "[3,1,3]").status()).isEqualTo(202);
        assertThat(gateway.producer.history())
                .extracting(record -> record.key())
                .containsExactly("strong|sha-weak@1.3", "strong");
        ModelAnnouncement sent = Topics.LANGUAGE_MODELS
                .values()
                .deserializer()
                .deserialize(
                        "language-models", gateway.producer.history().getLast().value());
        assertThat(sent.getName()).isEqualTo("weak one");
        assertThat(sent.getVersion()).isEqualTo(2);
        assertThat(sent.getWriteLayers()).containsExactly(1, 3);

        gateway.views.models().put(AnnouncementKey.inForce("strong").format(), sent);
        JsonNode rows = new ObjectMapper()
                .readTree(RawHttp.get(gateway.port(), "/api/models").body());
        assertThat(rows)
                .filteredOn(row -> row.get("key").textValue().equals("strong|sha-strong@2"))
                .singleElement()
                .satisfies(
                        row -> assertThat(row.get("announced").booleanValue()).isFalse());
    }

    @Test
    void theChoiceInForceIsNotSentAgain() throws Exception {
        assertThat(set("strong", "sha-strong", "[2]").status()).isEqualTo(202);
        assertThat(gateway.producer.history()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "strong; sha-strong; [5]; 400; some of 1 to 4",
                "strong; sha-strong; [0]; 400; some of 1 to 4",
                "strong; sha-strong; []; 400; some of 1 to 4",
                "strong; sha-strong; null; 400; readLayers",
                "strong; sha-strong; [1.5]; 400; readLayers is [1.5]",
                "loud; sha-strong; [1]; 400; weak or strong",
                "strong; sha-other; [1]; 404; was ever announced",
            })
    void aChoiceThatIsNoneIsRefused(String role, String sha256, String layers, int status, String sentence)
            throws Exception {
        Answer answer = set(role, sha256, layers);
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains(sentence);
        assertThat(gateway.producer.history()).isEmpty();
    }
}
