// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway.calls;

import io.javalin.http.Context;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gumshoe.BadInputException;
import org.gumshoe.VisibleText;
import org.gumshoe.schemas.BookChunk;
import org.gumshoe.schemas.OutOfBoundsException;
import org.gumshoe.schemas.Passage;
import org.gumshoe.schemas.RecordBounds;
import org.gumshoe.services.common.http.Refusal;
import org.gumshoe.services.common.http.RequestBody;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.BookSender;
import org.gumshoe.services.common.records.GeneratedTexts;
import org.gumshoe.services.gateway.http.AnswerShape;
import org.gumshoe.services.gateway.http.Call;
import org.gumshoe.services.gateway.http.Shape;
import org.gumshoe.services.gateway.view.BookShelf;
import org.gumshoe.services.gateway.view.RecordPlace;
import org.gumshoe.text.Book;
import org.gumshoe.text.Books;
import org.gumshoe.text.BrownCorpus;

/** Calls for books: they come, are listed, are withdrawn, and come back. */
final class BookCalls {
    /** Title and author that are cut; the bounds of the schema are wider. */
    private static final int NAME_CHARACTERS = 900;

    private static final Set<String> TEXT = Set.of("text/plain", "application/octet-stream");
    private static final Shape BOOK = Shape.of(BookChunk.getClassSchema(), "book", "title", "author");
    private static final Call.Content SENT =
            CallSupport.answer("the book's id and length", Map.of("book", "string", "characters", "integer"));

    private final CallSupport support;

    BookCalls(CallSupport support) {
        this.support = support;
    }

    List<Call> all() {
        Call.Parameter id = new Call.Parameter(true, BOOK.property("book"));
        return List.of(
                Call.post(
                        "/api/books",
                        "sends a book's text and answers when Kafka has acknowledged it",
                        CallSupport.parameters(
                                "id", id,
                                "title", new Call.Parameter(false, BOOK.property("title")),
                                "author", new Call.Parameter(false, BOOK.property("author"))),
                        body("the text in UTF-8"),
                        SENT,
                        support.withBook(this::book)),
                Call.post(
                        "/api/books/file",
                        "sends a book as a file, .txt, .epub or .html, and answers when Kafka has acknowledged it",
                        CallSupport.parameters("name", CallSupport.TEXT),
                        body("the file"),
                        SENT,
                        support.withBook(this::file)),
                Call.get(
                        "/api/books",
                        "lists the books",
                        AnswerShape.list(
                                BookShelf.BookRow.class, "the books, also the thousand that were withdrawn last"),
                        request -> request.json(support.views().books().all())),
                Call.delete(
                        "/api/books",
                        "withdraws a book: whatever was learned from it is taken back, stage by stage",
                        CallSupport.parameters("id", id),
                        CallSupport.answer("the book's id", Map.of("book", "string")),
                        this::withdraw),
                Call.post(
                        "/api/books/restore",
                        "sends a withdrawn book again, from the topic where its text still is",
                        CallSupport.parameters("id", id),
                        SENT,
                        this::restore),
                Call.post(
                        "/api/sample",
                        "sends the sample: the fiction of the Brown corpus, where it was fetched",
                        Map.of(),
                        CallSupport.answer("how many texts were sent", Map.of("books", "integer")),
                        this::sample),
                Call.get(
                        "/api/passage",
                        "gives the text of a passage",
                        CallSupport.parameters("book", CallSupport.TEXT, "index", CallSupport.NUMBER),
                        CallSupport.answer("the text", Map.of("text", "string")),
                        this::passage));
    }

    private static Call.Content body(String what) {
        return new Call.Content(
                TEXT,
                Map.of("type", "string"),
                what + ", at most " + CallSupport.MAX_BOOK_BYTES + " bytes; needs the header"
                        + " X-Requested-With unless a token is sent");
    }

    private void book(Context request) {
        RequestBody.requireType(request, TEXT);
        support.guard().requireOwnSender(request);
        String id = checkedId(request.queryParam("id"));
        String text = RequestBody.text(request, CallSupport.MAX_BOOK_BYTES);
        if (text.isBlank()) {
            throw Refusal.of(400, "The body is empty: send the book's text as UTF-8.");
        }
        send(
                request,
                id,
                Optional.ofNullable(request.queryParam("title")).orElse(id),
                Optional.ofNullable(request.queryParam("author")).orElse(""),
                text);
    }

    private static String checkedId(String id) {
        if (!BookSender.validId(id) || GeneratedTexts.isOwn(id)) {
            throw Refusal.of(
                    400,
                    "The id '" + VisibleText.quoted(id) + "' must not contain '#', '|' or control characters, nor begin"
                            + " with " + GeneratedTexts.first() + ", as ids of generated texts do.");
        }
        return id;
    }

    private void sample(Context request) {
        support.guard().requireOwnSender(request);
        Path folder = support.sample()
                .orElseThrow(() -> Refusal.of(
                        404,
                        "The sample was not fetched on this machine: `./gumshoe demo` fetches it; or send books."));
        List<Book> books = BrownCorpus.fiction(folder);
        support.sender()
                .send(books.stream()
                        .flatMap(book ->
                                BookSender.chunks(book.id(), book.title(), book.author(), book.genres(), book.text())
                                        .stream()
                                        .map(chunk -> Topics.BOOKS.record(book.id(), chunk))));
        request.json(Map.of("books", books.size()));
    }

    private void send(Context request, String id, String title, String author, String text) {
        List<BookChunk> chunks = BookSender.chunks(id, title, author, List.of(), text);
        try {
            chunks.forEach(RecordBounds::check);
        } catch (OutOfBoundsException e) {
            throw CallSupport.outOfBounds(e);
        }
        support.sender().send(chunks.stream().map(chunk -> Topics.BOOKS.record(id, chunk)));
        request.json(Map.of("book", id, "characters", text.length()));
    }

    private void file(Context request) throws IOException {
        RequestBody.requireType(request, TEXT);
        support.guard().requireOwnSender(request);
        Path folder = Files.createTempDirectory("gumshoe-book-");
        Path file = folder.resolve(fileName(request.queryParam("name")));
        try {
            Files.write(file, RequestBody.bytes(request, CallSupport.MAX_BOOK_BYTES));
            Book book = Books.read(Books.find(file).getFirst());
            send(
                    request,
                    checkedId(book.id()),
                    VisibleText.cut(book.title(), NAME_CHARACTERS),
                    VisibleText.cut(book.author(), NAME_CHARACTERS),
                    book.text());
        } catch (BadInputException e) {
            // the sentence names the file; where it lay here is nobody's business
            throw Refusal.of(400, e.getMessage().replace(folder + "/", ""));
        } finally {
            Files.deleteIfExists(file);
            Files.delete(folder);
        }
    }

    private static Path fileName(String name) {
        try {
            Path last = Path.of(name.replace('\\', '/')).getFileName();
            if (last != null && BookSender.validId(last.toString())) {
                return last;
            }
        } catch (InvalidPathException e) {
            // refused like any other name that is none
        }
        throw Refusal.of(400, "'" + VisibleText.quoted(name) + "' is no name of a file: rename it.");
    }

    private void withdraw(Context request) {
        String id = request.queryParam("id");
        BookShelf.BookRow book = known(id);
        support.send(Topics.BOOKS.record(book.book(), null));
        request.json(Map.of("book", id));
    }

    private BookShelf.BookRow known(String id) {
        return support.views()
                .books()
                .find(id)
                .orElseThrow(() -> Refusal.of(404, "There is no book '" + VisibleText.quoted(id) + "'."));
    }

    private void restore(Context request) {
        support.guard().requireOwnSender(request);
        BookShelf.BookRow book = known(request.queryParam("id"));
        List<RecordPlace> places = support.views().books().chunks(book.book()).orElseThrow(() -> lost(book));
        List<BookChunk> chunks = places.stream()
                .map(place -> support.source().read(Topics.BOOKS, place).orElseThrow(() -> lost(book)))
                .toList();
        support.sender().send(chunks.stream().map(chunk -> Topics.BOOKS.record(book.book(), chunk)));
        request.json(Map.of("book", book.book(), "characters", book.characters()));
    }

    private static Refusal lost(BookShelf.BookRow book) {
        return Refusal.of(
                410,
                "The text of '" + VisibleText.quoted(book.book()) + "' is not in its topic any more: send it again.");
    }

    private void passage(Context request) {
        long index = CallSupport.number(request, "index").orElse(-1L);
        String text = support.views()
                .books()
                .passage(request.queryParam("book"), Math.clamp(index, -1, Integer.MAX_VALUE))
                .flatMap(place -> support.source().read(Topics.PASSAGES, place))
                .map(Passage::getText)
                .orElseThrow(() -> Refusal.of(404, "There is no such passage."));
        request.json(Map.of("text", text));
    }
}
