// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.ingest;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.gumshoe.BadInputException;
import org.gumshoe.schemas.BookChunk;
import org.gumshoe.schemas.Passage;
import org.gumshoe.schemas.RecordBounds;
import org.gumshoe.services.common.kafka.DeadLetters;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.BookSender;
import org.gumshoe.services.common.topology.Punctuation;
import org.gumshoe.services.common.traces.ServiceSpans;
import org.gumshoe.services.common.traces.Traces;
import org.gumshoe.text.words.Passages;
import org.gumshoe.text.words.Span;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The processor that assembles books. It collects the chunks of an edition (a book id and the hash
 * of its text), and forwards the book's passages once all chunks have arrived, with tombstones for
 * passages of the previous edition beyond the new end. Editions are collected independently, so
 * interleaved editions do not interfere. An invalid chunk throws, which makes it a dead letter.
 */
final class BookAssembler implements Processor<String, BookChunk, String, Object> {
    private static final Logger LOG = LoggerFactory.getLogger(BookAssembler.class);
    private static final Duration REPORT_INTERVAL = Duration.ofSeconds(30);
    /** Letters at a time; each holds a chunk. */
    private static final int REPORTED = 100;

    private final IngestOptions options;
    private ProcessorContext<String, Object> context;
    private PendingChunks pending;
    private KeyValueStore<String, String> editions;
    private ServiceSpans traceSpans;

    BookAssembler(IngestOptions options) {
        this.options = options;
    }

    @Override
    public void init(ProcessorContext<String, Object> processorContext) {
        context = processorContext;
        pending = new PendingChunks(context.getStateStore(IngestTopology.PENDING));
        editions = context.getStateStore(IngestTopology.EDITIONS);
        traceSpans = Traces.of(context.appConfigs()).service(IngestService.NAME, "cut book");
        Punctuation.every(REPORT_INTERVAL, context, "looking for incomplete books", this::reportIncomplete);
    }

    @Override
    public void process(Record<String, BookChunk> record) {
        String book = record.key();
        BookChunk chunk = record.value();
        if (!BookSender.validId(book)) {
            throw new BadInputException("Book id '" + book
                    + "' must not be blank or contain '#', '|' or control characters: send the book under another id.");
        }
        Optional<BookEdition> previous = Optional.ofNullable(editions.get(book)).map(BookEdition::parse);
        if (chunk == null) {
            remove(record, previous);
            return;
        }
        validate(book, chunk);
        if (previous.filter(edition -> edition.matches(chunk, options)).isPresent()) {
            LOG.debug("{} is unchanged", book);
            return;
        }
        pending.add(chunk, context.currentSystemTimeMs());
        pending.text(chunk).ifPresent(text -> publish(record, text, previous));
    }

    private void validate(String book, BookChunk chunk) {
        if (chunk.getIndex() >= chunk.getTotal()) {
            throw new BadInputException("Chunk " + chunk.getIndex() + " of " + chunk.getTotal() + " of book " + book
                    + " is inconsistent: send the book again.");
        }
        if (pending.contradicts(chunk)) {
            pending.remove(chunk);
            throw new BadInputException(
                    "Book " + book + " comes in chunks that disagree on how many they are: send the book again.");
        }
    }

    private void publish(Record<String, BookChunk> record, String text, Optional<BookEdition> previous) {
        BookChunk chunk = record.value();
        pending.remove(chunk);
        String book = record.key();
        if (!BookSender.sha256(text).equals(chunk.getSha256())) {
            throw new BadInputException(
                    "The text of book " + book + " does not have the hash that its chunks name: send the book again.");
        }
        List<Span> spans = Passages.split(text, options.words());
        if (spans.isEmpty())
            throw new BadInputException("Book " + book + " has no words: send a text, or leave it out.");
        List<Passage> passages = passages(book, spans);
        // all or none: half a book would look like a whole one
        passages.forEach(RecordBounds::check);
        int total = passages.size();
        for (int i = 0; i < total; i++) forward(record, i, passages.get(i));
        previous.ifPresent(edition -> forwardTombstones(record, total, edition));
        editions.put(book, new BookEdition(chunk.getSha256(), options.words(), options.perBook(), total).format());
        traceSpans.cut(book, record.timestamp(), total);
        LOG.info(
                "{}: {} passages{}",
                book,
                total,
                previous.map(edition -> "; they replace its former edition of " + edition.passages())
                        .orElse(""));
    }

    private List<Passage> passages(String book, List<Span> spans) {
        int total = spans.size();
        List<Passage> passages = new ArrayList<>();
        for (int i = 0; i < total; i++) {
            Span span = spans.get(i);
            boolean sampled = options.perBook() == 0 || Passages.sampled(i, total, options.perBook());
            passages.add(new Passage(
                    book, i, total, span.start(), span.end(), span.text(), sampled, false, "", "", "", null));
        }
        return passages;
    }

    private void remove(Record<String, BookChunk> record, Optional<BookEdition> previous) {
        previous.ifPresent(edition -> forwardTombstones(record, 0, edition));
        editions.delete(record.key());
        LOG.info("{}: removed", record.key());
    }

    private void forwardTombstones(Record<String, BookChunk> record, int from, BookEdition edition) {
        for (int i = from; i < edition.passages(); i++) forward(record, i, null);
    }

    private void forward(Record<String, BookChunk> record, int index, Passage passage) {
        context.forward(
                new Record<>(record.key() + "#" + index, passage, record.timestamp()), IngestTopology.PASSAGES_SINK);
    }

    private void reportIncomplete(long now) {
        for (PendingChunks.Incomplete edition : pending.incomplete(now, options.patience(), REPORTED)) {
            BookChunk chunk = edition.chunk();
            pending.remove(chunk);
            var error = new BadInputException("Book " + chunk.getBook() + " is incomplete: only " + edition.count()
                    + " of " + chunk.getTotal() + " chunks came within "
                    + options.patience().toSeconds() + " s: send the book again.");
            LOG.warn(error.getMessage());
            Headers headers = new RecordHeaders(DeadLetters.headers(
                    error,
                    IngestService.NAME,
                    Topics.BOOKS.name(),
                    context.taskId().partition(),
                    -1));
            byte[] bytes = Topics.BOOKS.values().serializer().serialize(Topics.BOOKS.name(), chunk);
            context.forward(new Record<>(chunk.getBook(), bytes, now, headers), IngestTopology.DEAD_LETTERS_SINK);
        }
    }
}
