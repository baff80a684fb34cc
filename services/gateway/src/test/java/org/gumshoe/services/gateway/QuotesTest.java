// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.gumshoe.services.common.http.RawHttp;
import org.gumshoe.services.gateway.view.FeedRecord;
import org.gumshoe.services.gateway.view.ViewUpdater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Passages that are quoted for and against a concept, at any version that is kept. */
class QuotesTest {
    private final OpenGateway gateway = new OpenGateway();
    private final ViewUpdater updater = new ViewUpdater(gateway.views, (record, what, data) -> {});

    @AfterEach
    void close() {
        gateway.close();
    }

    private void score(String book, long version, int books) {
        updater.apply(new FeedRecord(
                "refined-scores",
                0,
                0,
                0,
                MadeUpScores.key(book),
                new RecordHeaders(),
                MadeUpScores.of(book, version, books, .5, .6f, .4f),
                true));
    }

    private JsonNode quotes(String version) throws Exception {
        return new ObjectMapper()
                .readTree(RawHttp.get(gateway.port(), "/api/quotes?concept=crime&role=strong" + version)
                        .body());
    }

    @Test
    void aFormerVersionQuotesNoBookThatCameLater() throws Exception {
        score("early", 1, 1);
        score("early", 2, 2);
        score("late", 2, 2);

        assertThat(quotes("").findValuesAsText("book")).contains("early", "late");
        JsonNode former = quotes("&version=1");
        assertThat(former.findValuesAsText("book")).containsOnly("early").hasSize(2);
        assertThat(former.get("version").longValue())
                .as("whose scores they are")
                .isEqualTo(2);
        assertThat(quotes("&version=9").get("status").intValue()).isEqualTo(404);
    }
}
