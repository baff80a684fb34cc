// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.test.TestRecord;
import org.gumshoe.schemas.BookChunk;
import org.gumshoe.schemas.Passage;
import org.gumshoe.services.common.config.BadSettingsException;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.DeadLetters;
import org.gumshoe.services.common.kafka.TestTopology;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.BookSender;
import org.gumshoe.services.common.traces.TestSpans;
import org.gumshoe.services.common.traces.TraceOrigin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IngestTopologyTest {
    private final TestSpans spans = new TestSpans();
    private final TestTopology test = new TestTopology(
            "ingest", IngestTopology.build(new IngestOptions(20, 2, Duration.ofMinutes(5))), spans.traces());
    private final TestInputTopic<String, BookChunk> books = test.in(Topics.BOOKS);
    private final TestOutputTopic<String, Passage> passages = test.out(Topics.PASSAGES);
    private final TestOutputTopic<String, byte[]> deadLetters = test.out(Topics.DEAD_LETTERS);

    @AfterEach
    void close() {
        test.close();
        spans.close();
    }

    private static String text(int sentences) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < sentences; i++) {
            text.append("The inspector looked at the door number ").append(i).append(" and said nothing.");
            text.append(i % 5 == 4 ? "\n\n" : " ");
        }
        return text.toString().strip();
    }

    /** Splits a book into chunks much smaller than those of production. */
    private static List<BookChunk> chunks(String id, String text, int pieces) {
        int size = (text.length() + pieces - 1) / pieces;
        return java.util.stream.IntStream.range(0, pieces)
                .mapToObj(i -> new BookChunk(
                        id,
                        i,
                        pieces,
                        BookSender.sha256(text),
                        "Title",
                        "Author",
                        List.of(),
                        text.substring(i * size, Math.min(text.length(), (i + 1) * size))))
                .toList();
    }

    private void send(List<BookChunk> chunks) {
        chunks.forEach(chunk -> books.pipeInput(chunk.getBook(), chunk));
    }

    /** A novel as Chinese ones come: one paragraph of 100,000 characters (300 kB) without a space. */
    @Test
    void aChineseNovelInOneParagraphIsCut() {
        String text = "侦探站在尸体旁边寻找线索。巡官在雾中等候证人，沉默不语！".repeat(3600);
        BookSender.chunks("曹雪芹_红楼梦", "红楼梦", "曹雪芹", List.of(), text)
                .forEach(chunk -> books.pipeInput(chunk.getBook(), chunk));

        List<Passage> cut = passages.readValuesToList();
        assertThat(deadLetters.isEmpty()).isTrue();
        assertThat(cut).hasSizeGreaterThan(500).allSatisfy(passage -> {
            assertThat(passage.getText()).hasSizeLessThan(300).matches("(?s).*[。！]");
            assertThat(passage.getText().codePoints()).doesNotContain(0xfffd);
        });
        assertThat(cut.getFirst().getStart()).isZero();
        assertThat(cut.getLast().getEnd()).isEqualTo(text.length());
    }

    @Test
    void aBooksTraceBeginsWhenItIsCutWithTheTimeOfItsPassages() {
        send(chunks("study", text(30), 3));
        send(chunks("study", text(30), 3));

        var cut = passages.readRecordsToList();
        assertThat(spans.ended())
                .as("unchanged, it is cut once")
                .singleElement()
                .satisfies(span -> {
                    assertThat(span.getSpanContext().getTraceId())
                            .isEqualTo(new TraceOrigin("study", cut.getLast().timestamp())
                                    .context()
                                    .getTraceId());
                    assertThat(TestSpans.passages(span)).isEqualTo(cut.size());
                });
    }

    private static String message(TestRecord<String, byte[]> letter) {
        return new String(letter.headers().lastHeader(DeadLetters.MESSAGE).value(), StandardCharsets.UTF_8);
    }

    @Test
    void publishesPassagesAfterTheLastChunk() {
        String text = text(30);
        List<BookChunk> chunks = chunks("study", text, 3);
        send(List.of(chunks.get(2), chunks.get(0)));
        assertThat(passages.isEmpty()).isTrue();

        send(List.of(chunks.get(1)));

        var read = passages.readKeyValuesToList();
        assertThat(read).hasSizeGreaterThan(5);
        for (int i = 0; i < read.size(); i++) {
            Passage passage = read.get(i).value;
            assertThat(read.get(i).key).isEqualTo("study#" + i);
            assertThat(passage.getIndex()).isEqualTo(i);
            assertThat(passage.getTotal()).isEqualTo(read.size());
            assertThat(passage.getOwn()).isFalse();
            assertThat(text.substring(passage.getStart(), passage.getEnd())
                            .strip()
                            .replaceAll("\\s+", " "))
                    .isEqualTo(passage.getText());
        }
        assertThat(read).filteredOn(row -> row.value.getSampled()).hasSize(2);
    }

    /** Each letter holds a chunk; as many as came would be made at once. */
    @Test
    void manyIncompleteBooksAreReportedByAndBy() {
        for (int book = 0; book < 150; book++) {
            send(chunks("b" + book, text(30), 3).subList(0, 1));
        }
        test.advance(Duration.ofMinutes(5));
        assertThat(deadLetters.readValuesToList()).hasSize(100);
        test.advance(Duration.ofSeconds(30));
        assertThat(deadLetters.readValuesToList()).hasSize(50);
    }

    @Test
    void unchangedBookPublishesNothing() {
        send(chunks("study", text(30), 3));
        passages.readRecordsToList();

        send(chunks("study", text(30), 1));

        assertThat(passages.isEmpty()).isTrue();
    }

    @Test
    void changedBookReplacesItsPassagesAndDeletesTheRest() {
        send(chunks("study", text(30), 3));
        int before = passages.readRecordsToList().size();

        send(chunks("study", text(8), 2));

        var rows = passages.readKeyValuesToList();
        int after = (int) rows.stream().filter(row -> row.value != null).count();
        assertThat(after).isPositive().isLessThan(before);
        assertThat(rows).hasSize(before);
        assertThat(rows.subList(after, before))
                .allSatisfy(row -> assertThat(row.value).isNull());
        assertThat(rows.getLast().key).isEqualTo("study#" + (before - 1));
    }

    @Test
    void assemblesInterleavedEditions() {
        List<BookChunk> first = chunks("study", text(10), 2);
        List<BookChunk> second = chunks("study", text(20), 2);

        send(List.of(first.get(0), second.get(0), first.get(1), second.get(1)));

        var map = passages.readKeyValuesToMap();
        assertThat(map.values())
                .allSatisfy(passage -> assertThat(passage.getTotal()).isEqualTo(map.size()));
        assertThat(deadLetters.isEmpty()).isTrue();
    }

    @Test
    void removedBookDeletesItsPassages() {
        send(chunks("study", text(10), 1));
        int before = passages.readRecordsToList().size();

        books.pipeInput("study", null);

        assertThat(passages.readKeyValuesToList())
                .hasSize(before)
                .allSatisfy(row -> assertThat(row.value).isNull());
    }

    @Test
    void invalidChunksAreDeadLettersAndDoNotAffectOtherBooks() {
        BookChunk chunk = chunks("study", text(10), 2).get(0);
        books.pipeInput("study", BookChunk.newBuilder(chunk).setIndex(7).build());
        books.pipeInput("study", BookChunk.newBuilder(chunk).setTotal(0).build());
        books.pipeInput("valley", chunk);
        books.pipeInput("st#dy", chunk);
        books.pipeInput((String) null, chunk);
        books.pipeInput(
                "lies", BookChunk.newBuilder(chunk).setBook("lies").setTotal(1).build());
        send(chunks("empty", "", 1));

        send(chunks("good", text(10), 2));

        assertThat(passages.readKeyValuesToMap().keySet()).allMatch(key -> key.startsWith("good#"));
        assertThat(deadLetters.readRecordsToList())
                .extracting(IngestTopologyTest::message)
                .hasSize(7)
                .anyMatch(message -> message.contains("hash"))
                .anyMatch(message -> message.contains("Book empty has no words"))
                .allMatch(message -> message.endsWith("."));
    }

    @Test
    void dropsChunksWithContradictoryTotals() {
        String text = text(10);
        send(List.of(chunks("study", text, 3).get(0), chunks("study", text, 2).get(1)));

        assertThat(message(deadLetters.readRecord())).contains("study", "disagree");

        send(chunks("study", text, 2));

        assertThat(passages.isEmpty()).isFalse();
    }

    @Test
    void reportsAnIncompleteBookWhichCanBeSentAgain() {
        List<BookChunk> chunks = chunks("study", text(10), 3);
        send(chunks.subList(0, 2));
        test.advance(Duration.ofMinutes(2));
        assertThat(deadLetters.isEmpty()).isTrue();

        test.advance(Duration.ofMinutes(4));

        var letter = deadLetters.readRecord();
        assertThat(letter.key()).isEqualTo("study");
        assertThat(message(letter)).contains("incomplete", "2 of 3");
        assertThat(Topics.BOOKS.values().deserializer().deserialize("books", letter.value()))
                .isEqualTo(chunks.get(0));
        assertThat(deadLetters.isEmpty()).isTrue();
        send(chunks);
        assertThat(passages.isEmpty()).isFalse();
    }

    @Test
    void rejectsInvalidOptions() {
        assertThatThrownBy(() -> IngestOptions.from(new Settings(Map.of("passage.words", "0"))))
                .isInstanceOf(BadSettingsException.class)
                .hasMessageContaining("--passage-words");
    }
}
