// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.gumshoe.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The traps of the real catalogue, row by row. */
class GutenbergCatalogueTest {
    private static final String HEAD = "Text#,Type,Issued,Title,Language,Authors,Subjects,LoCC,Bookshelves\r\n";
    private static final String HOLMES =
            "108,Text,2006-03-08,The Return of Sherlock Holmes,en,\"Doyle, Arthur Conan, 1859-1930\",\"Holmes,"
                    + " Sherlock (Fictitious character) -- Fiction; Detective and mystery stories, English\",PR,Detective"
                    + " Fiction; Browsing: Crime/Mystery\r\n";

    private final List<String> told = new ArrayList<>();

    private List<CatalogueEntry> read(String table) {
        return read(table.getBytes(StandardCharsets.UTF_8));
    }

    private List<CatalogueEntry> read(byte[] bytes) {
        return GutenbergCatalogue.read(new ByteArrayInputStream(bytes), "pg_catalog.csv", told::add);
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    @Test
    void aRow() {
        CatalogueEntry book = read(HEAD + HOLMES).getFirst();

        assertThat(book.number()).isEqualTo("108");
        assertThat(book.title()).isEqualTo("The Return of Sherlock Holmes");
        assertThat(book.issued()).isEqualTo(2006);
        assertThat(book.languages()).containsExactly("en");
        assertThat(book.author()).isEqualTo("Arthur Conan Doyle");
        assertThat(book.contributors().getFirst().born()).isEqualTo(1859);
        assertThat(book.subjects())
                .containsExactly(
                        "Holmes, Sherlock (Fictitious character) -- Fiction", "Detective and mystery stories, English");
        assertThat(book.classes()).containsExactly("PR");
        assertThat(book.shelves()).containsExactly("Detective Fiction", "Crime/Mystery");
        assertThat(book.id()).isEqualTo("arthur-conan-doyle_the-return-of-sherlock-holmes");
        assertThat(told).isEmpty();
    }

    @Test
    void itMayBeCompressed() throws IOException {
        assertThat(read(gzip(HEAD + HOLMES))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"The Clue\nA \"\"Strange\"\" Case\"", "The Clue\nA \"Strange\" Case"})
    void titlesHoldLineFeedsQuotedOrNot(String title) {
        List<CatalogueEntry> books =
                read(HEAD + "7,Text,1999-01-01," + title + ",en,\"Poe, Edgar\",Crime,PS,\r\n" + HOLMES);

        assertThat(books).hasSize(2);
        assertThat(books.getFirst().title()).isEqualTo("The Clue A \"Strange\" Case");
    }

    @Test
    void rowsMayEndInALineFeedAlone() {
        String table = (HEAD + "7,Text,1999-01-01,\"The Clue\nOr Not\",en,,,,\r\n" + HOLMES).replace("\r\n", "\n");

        assertThat(read(table))
                .extracting(CatalogueEntry::title)
                .containsExactly("The Clue Or Not", "The Return of Sherlock Holmes");
    }

    @Test
    void onlyTextsAreKept() {
        String others = "1,Sound,2006-03-08,Heard,en,,,,\r\n2,StillImage,2006-03-08,Seen,en,,,,\r\n"
                + "3,Dataset,2006-03-08,Counted,en,,,,\r\n";

        assertThat(read(HEAD + others + HOLMES))
                .extracting(CatalogueEntry::number)
                .containsExactly("108");
    }

    @Test
    void anAuthorMayBeMissing() {
        CatalogueEntry book = read(HEAD + "9,Text,,Old Tales,en,,,,\r\n").getFirst();

        assertThat(book.author()).isEmpty();
        assertThat(book.issued()).isNull();
        assertThat(book.id()).isEqualTo("anonymous_old-tales");
    }

    @Test
    void rolesAreNoAuthors() {
        CatalogueEntry book = read(HEAD + "9,Text,2001-01-01,Fables,en; el,\"Aesop, 621? BCE-565? BCE; Jones, V. S."
                        + " Vernon [Translator]; Rackham, Arthur, 1867-1939"
                        + " [Illustrator]\",Fables,PA,\r\n")
                .getFirst();

        assertThat(book.author()).isEqualTo("Aesop");
        assertThat(book.languages()).containsExactly("en", "el");
        assertThat(book.contributors())
                .containsExactly(
                        new Contributor("Aesop", -621, -565, ""),
                        new Contributor("Jones, V. S. Vernon", null, null, "Translator"),
                        new Contributor("Rackham, Arthur", 1867, 1939, "Illustrator"));
    }

    @Test
    void bothGenerationsOfShelves() {
        assertThat(read(HEAD
                        + "1,Text,2001-01-01,One,en,,,,\"Browsing: Crime/Mystery; Detective Fiction\"\r\n"
                        + "2,Text,2001-01-01,Two,en,,,,\"Category: Crime, Thrillers and Mystery\"\r\n"))
                .extracting(CatalogueEntry::shelves)
                .containsExactly(
                        List.of("Crime/Mystery", "Detective Fiction"), List.of("Crime, Thrillers and Mystery"));
    }

    @Test
    void columnsAreFoundByTheirNames() {
        String table = "Shelfmark,Bookshelves,LoCC,Subjects,Authors,Language,Title,Issued,Type,Text#\r\n"
                + "x,Mystery,PS,Crime,\"Poe, Edgar Allan\",en,The Gold-Bug,1997-06-01,Text,2147\r\n";

        assertThat(read("\uFEFF" + table).getFirst().id()).isEqualTo("edgar-allan-poe_the-gold-bug");
    }

    @Test
    void aCatalogueOfEightColumnsIsRefusedByTheMissingOne() {
        assertThatThrownBy(
                        () -> read("Text#,Type,Issued,Title,Language,Authors,Subjects,LoCC\r\n1,Text,,A,en,,,PR\r\n"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContainingAll("pg_catalog.csv", "8 columns", "lacks Bookshelves", "get it again");
        assertThatThrownBy(() -> read(HEAD + "1,Text,,A,en,,,PR\r\n2,Text,,B,en,,,PR\r\n"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("0 of its 2 rows are whole");
    }

    @Test
    void aPageIsNoCatalogue() {
        assertThatThrownBy(() -> read("<!DOCTYPE html>\n<html lang=\"en\"><title>Are you human?</title></html>"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContainingAll("is no catalogue", "<!DOCTYPE html>");
        assertThatThrownBy(() -> read(""))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("is no catalogue");
    }

    @Test
    void aCutCatalogueIsDamaged() throws IOException {
        byte[] whole = gzip(HEAD + HOLMES.repeat(50));
        assertThatThrownBy(() -> read(Arrays.copyOf(whole, whole.length - 20)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("is damaged");
        assertThatThrownBy(() -> read(HEAD + HOLMES + "12,Text,2006-03-08,\"The Ret"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("is damaged");
    }

    @Test
    void fewDamagedRowsAreToldAndPassedOver() {
        StringBuilder rows = new StringBuilder();
        for (int i = 1; i <= 60; i++) {
            rows.append(i).append(",Text,2001-01-01,Book ").append(i).append(",en,,,,\r\n");
        }
        assertThat(read(HEAD + rows + "x,Text,a\r\n")).hasSize(60);
        assertThat(told).singleElement().asString().contains("1 of 61 rows", "row 62");
    }
}
