// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.gumshoe.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthorshipTest {
    @TempDir
    Path directory;

    @Test
    void coAuthorsAliasesAndSpellingsAreOneGroup() throws IOException {
        Path one = shelf(
                "one",
                "id\tauthor\taliases",
                "a\tAnn Abel and Ben Böck\t",
                "b\tBen Bock\t",
                "c\tC. C. Cole\tCarl Christian Cole",
                "e\tEve Ek\t");
        Path two = shelf("two", "id\tauthor", "d\tcarl christian cole & Dan Dee", "f\tFay Fox");

        Map<String, String> authors = Corpus.readUnlabelled(
                        List.of(one, two), List.of(one.resolve("manifest.tsv"), two.resolve("manifest.tsv")))
                .books()
                .stream()
                .collect(Collectors.toMap(Corpus.Labelled::id, Corpus.Labelled::author, (x, y) -> x, TreeMap::new));

        assertThat(authors)
                .containsEntry("a", "Ann Abel")
                .containsEntry("b", "Ann Abel")
                .containsEntry("c", "C. C. Cole")
                .containsEntry("d", "C. C. Cole")
                .containsEntry("e", "Eve Ek")
                .containsEntry("f", "Fay Fox");
    }

    @Test
    void aBookOnTwoShelvesIsRefused() throws IOException {
        Path one = shelf("one", "id\tauthor", "a\tAnn Abel");
        Path two = shelf("two", "id\tauthor", "a\tAnn Abel");

        assertThatThrownBy(() -> Corpus.readUnlabelled(
                        List.of(one, two), List.of(one.resolve("manifest.tsv"), two.resolve("manifest.tsv"))))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("twice");
    }

    @Test
    void rulesSayWhichBooksArePositive() throws IOException {
        Path shelf = shelf(
                "one",
                "id\tauthor\tsubjects\tdetective",
                "a\tA\tFiction;Horror\t1",
                "b\tB\tFiction\t?",
                "c\tC\tFantasy\t0");
        List<Path> manifests = List.of(shelf.resolve("manifest.tsv"));

        assertThat(BookLabels.read(manifests, LabelRule.parse("column detective"))
                        .positive())
                .isEqualTo(Map.of("a", true, "c", false));
        assertThat(BookLabels.read(manifests, LabelRule.parse("subjects horror; Fantasy"))
                        .positive())
                .isEqualTo(Map.of("a", true, "b", false, "c", true));
        assertThat(BookLabels.read(manifests, LabelRule.parse("only Fiction")).positive())
                .isEqualTo(Map.of("a", false, "b", true, "c", false));
        assertThatThrownBy(() -> LabelRule.parse("all"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("column NAME");
    }

    private Path shelf(String name, String... manifest) throws IOException {
        Path shelf = Files.createDirectories(directory.resolve(name));
        Files.write(shelf.resolve("manifest.tsv"), List.of(manifest));
        for (String row : List.of(manifest).subList(1, manifest.length)) {
            Files.writeString(
                    shelf.resolve(row.substring(0, row.indexOf('\t')) + ".txt"),
                    "Once there was a made-up book of " + row + ".\n".repeat(2));
        }
        return shelf;
    }
}
