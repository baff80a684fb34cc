// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.http.RawHttp;
import org.gumshoe.services.common.http.RawHttp.Answer;
import org.gumshoe.services.common.kafka.DeadLetters;
import org.gumshoe.services.common.kafka.Topic;
import org.gumshoe.services.gateway.view.FeedRecord;
import org.gumshoe.services.gateway.view.RecordPlace;
import org.gumshoe.services.gateway.view.RecordSource;
import org.gumshoe.services.gateway.view.ViewUpdater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Dead letters on the page: which are sent again, and how the others are refused. */
class LettersTest {
    private static final String OWN = "X-Requested-With: test";
    private static final byte[] VALUE = "rubbish".getBytes(StandardCharsets.UTF_8);

    private final OpenGateway gateway = new OpenGateway(10, 10, Map.of(), new OneBook());
    private final ViewUpdater updater = new ViewUpdater(gateway.views, (record, what, data) -> {});

    /** A source whose letter at offset 1 is about a book; at others there is none. */
    private static final class OneBook implements RecordSource {
        @Override
        public <V> Optional<V> read(Topic<V> topic, RecordPlace place) {
            return Optional.empty();
        }

        @Override
        public Optional<ProducerRecord<String, byte[]>> original(RecordPlace letter) {
            return Optional.of(letter)
                    .filter(place -> place.offset() == 1)
                    .flatMap(place -> DeadLetters.original("a", VALUE, headers("books"), new Settings(Map.of())));
        }
    }

    private static Headers headers(String topic) {
        return DeadLetters.headers(new IllegalStateException("It is rubbish."), "ingest", topic, 0, 7);
    }

    private void letter(long offset, String topic, Headers headers) {
        updater.apply(new FeedRecord("dead-letters", 0, offset, 5, "a", headers, VALUE, true));
    }

    private Answer replay(long offset, String... headers) throws Exception {
        return RawHttp.post(gateway.port(), "/api/letters/replay?offset=" + offset, "", headers);
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    void theRecordOfALetterIsSentAgainAndTheLetterSaysSo() throws Exception {
        letter(1, "books", headers("books"));
        assertThat(replay(1, OWN).status()).isEqualTo(202);
        assertThat(gateway.producer.history()).singleElement().satisfies(record -> {
            assertThat(record.topic()).isEqualTo("books");
            assertThat(record.key()).isEqualTo("a");
            assertThat(record.value()).isEqualTo(VALUE);
        });
        assertThat(gateway.views.letters().letters().newest()).singleElement().satisfies(row -> {
            assertThat(row.sentAgain()).isPositive();
            assertThat(row.preview()).isEqualTo("rubbish");
        });
    }

    @Test
    void whatCannotBeSentAgainIsRefusedInASentence() throws Exception {
        letter(1, "books", headers("books"));
        letter(2, "books", headers("books"));
        letter(3, "stitch-map", headers("stitch-map"));
        letter(4, "books", headers("books").add(DeadLetters.CUT_FROM, new byte[] {'9'}));
        letter(5, "dead-letters", headers("dead-letters"));
        assertThat(replay(1).status()).as("without the header").isEqualTo(403);
        assertThat(replay(2, OWN).status()).as("gone").isEqualTo(410);
        assertThat(replay(3, OWN).body()).contains("409", "A service makes it anew");
        assertThat(replay(4, OWN).body()).contains("409", "is cut");
        assertThat(replay(5, OWN).status()).isEqualTo(409);
        assertThat(replay(6, OWN).status()).isEqualTo(404);
        assertThat(gateway.producer.history()).isEmpty();
    }

    @Test
    void whileKafkaIsAwayNobodyWaitsForIt() throws Exception {
        letter(1, "books", headers("books"));
        gateway.views.broker().answer(false, 1);
        Answer answer = replay(1, OWN);
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.body()).contains("nothing was sent");

        gateway.views.broker().answer(true, 2);
        assertThat(replay(1, OWN).status()).isEqualTo(202);
    }
}
