// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway.calls;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.gumshoe.text.Book;
import org.junit.jupiter.api.Test;

class BookFileTest {
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final BookFile files = new BookFile(this::read);

    private Book read(Path file) {
        most.accumulateAndGet(open.incrementAndGet(), Math::max);
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        open.decrementAndGet();
        return new Book(file.getFileName().toString(), "", "", List.of(), "text");
    }

    /** Sixty-four archives of twenty kilobytes took thirty gigabytes when they were read at once. */
    @Test
    void filesAreReadAFewAtATime() throws Exception {
        List<Future<Book>> books = new ArrayList<>();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 30; i++) {
                String name = "a/b" + i + ".txt";
                books.add(clients.submit(() -> files.read(name, new byte[] {'x'})));
            }
        }
        assertThat(books.get(7).get().id()).isEqualTo("b7.txt");
        assertThat(most.get()).isBetween(1, 2);
    }
}
