// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.ingest;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.TimestampedKeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;
import org.gumshoe.BadInputException;
import org.gumshoe.schemas.BookChunk;
import org.gumshoe.schemas.Passage;
import org.gumshoe.services.common.kafka.DeadLetters;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.BookSender;
import org.gumshoe.text.Passages;
import org.gumshoe.text.Span;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the chunks of each edition of a book (its id and the hash of its text) until all are there,
 * then forwards its passages and tombstones for those of the edition before that lie beyond its
 * end. Editions are gathered apart, so two that arrive interleaved do not disturb each other. A
 * chunk that cannot be right throws, which makes it a dead letter.
 */
final class BookGatherer implements Processor<String, BookChunk, String, Object> {
    private static final Logger LOG = LoggerFactory.getLogger(BookGatherer.class);
    private static final Duration LOOK = Duration.ofSeconds(30);

    private final IngestOptions options;
    private ProcessorContext<String, Object> context;
    private TimestampedKeyValueStore<String, BookChunk> pending;
    private KeyValueStore<String, String> editions;

    BookGatherer(IngestOptions options) {
        this.options = options;
    }

    @Override
    public void init(ProcessorContext<String, Object> context) {
        this.context = context;
        pending = context.getStateStore(IngestTopology.PENDING);
        editions = context.getStateStore(IngestTopology.EDITIONS);
        context.schedule(LOOK, PunctuationType.WALL_CLOCK_TIME, this::reportIncomplete);
    }

    @Override
    public void process(Record<String, BookChunk> record) {
        String book = record.key();
        BookChunk chunk = record.value();
        if (!BookSender.validId(book)) {
            throw new BadInputException("Book id '" + book
                    + "' must not be blank or contain '#', '|' or control characters: send the book under another id.");
        }
        BookEdition before = editions.get(book) == null ? null : BookEdition.read(editions.get(book));
        if (chunk == null) {
            remove(record, before);
            return;
        }
        check(book, chunk);
        if (before != null && before.isOf(chunk, options)) {
            LOG.debug("{} is unchanged", book);
            return;
        }
        pending.put(key(chunk, chunk.getIndex()), ValueAndTimestamp.make(chunk, context.currentSystemTimeMs()));
        String text = textWhenComplete(chunk);
        if (text != null) publish(record, chunk, text, before);
    }

    private void check(String book, BookChunk chunk) {
        if (!book.equals(chunk.getBook())
                || chunk.getTotal() < 1
                || chunk.getIndex() < 0
                || chunk.getIndex() >= chunk.getTotal()) {
            throw new BadInputException("Chunk " + chunk.getIndex() + " of " + chunk.getTotal() + " of book "
                    + chunk.getBook() + " under key " + book + " is inconsistent: send the book again.");
        }
        try (var others = pending.prefixScan(prefix(chunk), new StringSerializer())) {
            if (!others.hasNext()) return;
            BookChunk other = others.next().value.value();
            if (other.getTotal() == chunk.getTotal()) return;
        }
        discard(chunk);
        throw new BadInputException(
                "Book " + book + " comes in chunks that disagree on how many they are: send the book again.");
    }

    private String textWhenComplete(BookChunk chunk) {
        int total = chunk.getTotal();
        // the last ones are missing longest
        for (int i = total - 1; i >= 0; i--) {
            if (pending.get(key(chunk, i)) == null) return null;
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < total; i++)
            text.append(pending.get(key(chunk, i)).value().getText());
        return text.toString();
    }

    private void publish(Record<String, BookChunk> record, BookChunk chunk, String text, BookEdition before) {
        discard(chunk);
        String book = record.key();
        if (!BookSender.sha256(text).equals(chunk.getSha256())) {
            throw new BadInputException(
                    "The text of book " + book + " does not have the hash that its chunks name: send the book again.");
        }
        List<Span> spans = Passages.split(text, options.words());
        if (spans.isEmpty())
            throw new BadInputException("Book " + book + " has no words: send a text, or leave it out.");
        int total = spans.size();
        for (int i = 0; i < total; i++) {
            Span span = spans.get(i);
            boolean sampled = options.perBook() == 0 || Passages.sampled(i, total, options.perBook());
            var passage = new Passage(book, i, total, span.start(), span.end(), span.text(), sampled, false, "", "");
            forward(record, book, i, passage);
        }
        retract(record, total, before);
        editions.put(book, new BookEdition(chunk.getSha256(), options.words(), options.perBook(), total).write());
        LOG.info("{}: {} passages{}", book, total, before == null ? "" : " in place of " + before.passages());
    }

    private void remove(Record<String, BookChunk> record, BookEdition before) {
        retract(record, 0, before);
        editions.delete(record.key());
        LOG.info("{}: removed", record.key());
    }

    private void retract(Record<String, BookChunk> record, int from, BookEdition before) {
        if (before == null) return;
        for (int i = from; i < before.passages(); i++) forward(record, record.key(), i, null);
    }

    private void forward(Record<String, BookChunk> record, String book, int index, Passage passage) {
        context.forward(new Record<>(book + "#" + index, passage, record.timestamp()), IngestTopology.PASSAGES_SINK);
    }

    private void reportIncomplete(long now) {
        Map<String, Long> newest = new HashMap<>();
        Map<String, Integer> count = new HashMap<>();
        Map<String, BookChunk> sample = new HashMap<>();
        try (var all = pending.all()) {
            while (all.hasNext()) {
                KeyValue<String, ValueAndTimestamp<BookChunk>> row = all.next();
                BookChunk chunk = row.value.value();
                newest.merge(prefix(chunk), row.value.timestamp(), Math::max);
                count.merge(prefix(chunk), 1, Integer::sum);
                sample.putIfAbsent(prefix(chunk), chunk);
            }
        }
        newest.forEach((edition, time) -> {
            if (now - time < options.patience().toMillis()) return;
            BookChunk chunk = sample.get(edition);
            discard(chunk);
            var error = new BadInputException(
                    "Book " + chunk.getBook() + " is incomplete: only " + count.get(edition) + " of " + chunk.getTotal()
                            + " chunks came within " + options.patience().toSeconds() + " s: send the book again.");
            LOG.warn(error.getMessage());
            Headers headers = new RecordHeaders(DeadLetters.headers(
                    error, "ingest", Topics.BOOKS.name(), context.taskId().partition(), -1));
            byte[] bytes = Topics.BOOKS.values().serializer().serialize(Topics.BOOKS.name(), chunk);
            context.forward(new Record<>(chunk.getBook(), bytes, now, headers), IngestTopology.DEAD_LETTERS_SINK);
        });
    }

    private void discard(BookChunk chunk) {
        try (var rows = pending.prefixScan(prefix(chunk), new StringSerializer())) {
            while (rows.hasNext()) pending.delete(rows.next().key);
        }
    }

    private static String prefix(BookChunk chunk) {
        return chunk.getBook() + "|" + chunk.getSha256() + "|";
    }

    private static String key(BookChunk chunk, int index) {
        return prefix(chunk) + index;
    }
}
