// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.gumshoe.schemas.RefinedScore;
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
        RefinedScore score = RefinedScore.newBuilder()
                .setConcept("crime")
                .setRole("strong")
                .setBook(book)
                .setVersion(version)
                .setBooks(books)
                .setDiverged(false)
                .setLda(.5)
                .setScore(.5)
                .setResponsibility(.5)
                .setIndices(List.of(0, 1))
                .setPassagesLda(List.of(.5f, .5f))
                .setPassages(List.of(.6f, .4f))
                .build();
        updater.apply(
                new FeedRecord("refined-scores", 0, 0, 0, "crime|strong|" + book, new RecordHeaders(), score, true));
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
