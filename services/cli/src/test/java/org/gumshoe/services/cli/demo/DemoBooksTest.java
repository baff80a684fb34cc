// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.gumshoe.BadInputException;
import org.gumshoe.stitch.Pairing;
import org.gumshoe.text.Book;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoBooksTest {
    @TempDir
    Path directory;

    @Test
    void someBookJudgesTheMapWhateverTheirIds() {
        for (boolean heldOut : new boolean[] {true, false}) {
            List<Book> books = IntStream.iterate(0, i -> i + 1)
                    .mapToObj(i -> "author_book-" + i)
                    .filter(id -> Pairing.heldOut(id) == heldOut)
                    .limit(4)
                    .map(id -> new Book(id, "T", "A", List.of(), "Text."))
                    .toList();

            List<Book> some = DemoBooks.withSomeHeldOut(books);

            assertThat(some.subList(0, 3)).isEqualTo(books.subList(0, 3));
            assertThat(some)
                    .extracting(book -> Pairing.heldOut(book.id()))
                    .containsExactly(heldOut, heldOut, heldOut, !heldOut);
            assertThat(DemoBooks.withSomeHeldOut(some)).isSameAs(some);
        }
    }

    @Test
    void twoBooksAreTooFew() throws IOException {
        Files.writeString(directory.resolve("a_b.txt"), "A gate.");
        Files.writeString(directory.resolve("c_d.txt"), "A door.");

        assertThatThrownBy(() -> DemoBooks.at(directory))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("holds only 2 books that can be read, and a demo needs 3 or more");
    }
}
