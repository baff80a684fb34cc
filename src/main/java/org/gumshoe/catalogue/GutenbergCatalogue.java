// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.catalogue;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.gumshoe.BadInputException;
import org.gumshoe.VisibleText;

/**
 * Reader of Project Gutenberg's catalogue, a CSV table of nine columns, plain or as gzip. Columns
 * are found by their names, so that further ones or another order do no harm. Only texts are kept.
 */
public final class GutenbergCatalogue {
    /** Where the layout has the catalogue, best first. */
    public static final List<String> PATHS =
            List.of("cache/epub/feeds/pg_catalog.csv.gz", "cache/epub/feeds/pg_catalog.csv");

    private static final List<String> COLUMNS =
            List.of("Text#", "Type", "Issued", "Title", "Language", "Authors", "Subjects", "LoCC", "Bookshelves");
    private static final double MAX_WRONG_SHARE = 0.05;
    private static final CSVFormat FORMAT =
            CSVFormat.RFC4180.builder().setIgnoreEmptyLines(true).get();

    private final String name;
    private final Consumer<String> told;
    private final Map<String, Integer> columns = new HashMap<>();

    private GutenbergCatalogue(String name, Consumer<String> told) {
        this.name = name;
        this.told = told;
    }

    /**
     * Reads the texts of a catalogue, in its order.
     *
     * @param name of the catalogue, for messages
     * @param told receives a sentence about rows that are passed over
     * @throws BadInputException when this is no such catalogue, lacks a column, or is damaged
     */
    public static List<CatalogueEntry> read(InputStream bytes, String name, Consumer<String> told) {
        try (Reader text = reader(bytes);
                CSVParser rows = CSVParser.parse(text, FORMAT)) {
            return new GutenbergCatalogue(VisibleText.quoted(name), told).read(rows.iterator());
        } catch (IOException | UncheckedIOException | IllegalStateException e) {
            throw new BadInputException(
                    "The catalogue %s is damaged (%s); get it again."
                            .formatted(VisibleText.quoted(name), VisibleText.quoted(String.valueOf(e.getMessage()))),
                    e);
        }
    }

    private static Reader reader(InputStream bytes) throws IOException {
        BufferedInputStream in = new BufferedInputStream(bytes);
        in.mark(2);
        boolean isGzip = in.read() == 0x1f && in.read() == 0x8b;
        in.reset();
        return new UnquotedLineFeeds(new BufferedReader(
                new InputStreamReader(isGzip ? new GZIPInputStream(in) : in, StandardCharsets.UTF_8)));
    }

    private List<CatalogueEntry> read(Iterator<CSVRecord> rows) {
        CSVRecord head = rows.hasNext() ? rows.next() : null;
        for (int i = 0; head != null && i < head.size(); i++) {
            columns.putIfAbsent(head.get(i).replace("\uFEFF", "").strip(), i);
        }
        List<String> missing =
                COLUMNS.stream().filter(column -> !columns.containsKey(column)).toList();
        if (!missing.isEmpty()) {
            throw new BadInputException(
                    missing.size() == COLUMNS.size()
                            ? "%s is no catalogue: its first line is \"%s\" instead of the columns %s; check the address."
                                    .formatted(name, firstLine(head), String.join(",", COLUMNS))
                            : "The catalogue %s has %d columns and lacks %s; get it again, or from another mirror."
                                    .formatted(name, columns.size(), String.join(" and ", missing)));
        }
        return entries(rows, head.size());
    }

    private List<CatalogueEntry> entries(Iterator<CSVRecord> rows, int width) {
        List<CatalogueEntry> entries = new ArrayList<>();
        Set<String> numbers = new HashSet<>();
        int wrong = 0;
        long all = 0;
        long firstWrong = 0;
        while (rows.hasNext()) {
            CSVRecord row = rows.next();
            all++;
            if (row.size() != width || !row.get(columns.get("Text#")).matches("\\d{1,9}")) {
                firstWrong = wrong++ == 0 ? row.getRecordNumber() : firstWrong;
            } else if (value(row, "Type").equals("Text") && numbers.add(value(row, "Text#"))) {
                entries.add(entry(row));
            }
        }
        if (all == 0 || wrong > MAX_WRONG_SHARE * all) {
            throw new BadInputException("The catalogue %s is damaged (%d of its %d rows are whole); get it again."
                    .formatted(name, all - wrong, all));
        }
        if (wrong > 0) {
            told.accept("%d of %d rows of the catalogue %s are damaged and are passed over (the first: row %d)."
                    .formatted(wrong, all, name, firstWrong));
        }
        return entries;
    }

    private CatalogueEntry entry(CSVRecord row) {
        String issued = value(row, "Issued");
        return new CatalogueEntry(
                value(row, "Text#"),
                CatalogueEntry.line(value(row, "Title")),
                issued.matches("\\d{4}\\b.*") ? Integer.valueOf(issued.substring(0, 4)) : null,
                CatalogueEntry.values(value(row, "Language")),
                Contributor.parseAll(value(row, "Authors")),
                CatalogueEntry.values(value(row, "Subjects")),
                CatalogueEntry.values(value(row, "LoCC")),
                CatalogueEntry.values(value(row, "Bookshelves")).stream()
                        .map(CatalogueEntry::shelf)
                        .distinct()
                        .toList(),
                List.of());
    }

    private String value(CSVRecord row, String column) {
        return row.get(columns.get(column)).strip();
    }

    private static String firstLine(CSVRecord head) {
        return head == null ? "" : VisibleText.quoted(String.join(",", head.values()));
    }
}
