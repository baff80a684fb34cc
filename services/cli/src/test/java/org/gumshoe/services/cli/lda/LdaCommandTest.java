// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.lda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.gumshoe.services.cli.Gumshoe;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code gumshoe lda} on eight small books: four of crime, four of the sea. */
class LdaCommandTest {
    private static final String[] CRIME = {"murder", "detective", "clue", "alibi", "verdict", "inspector"};
    private static final String[] SEA = {"sail", "anchor", "harbour", "tide", "wreck", "mast"};

    @TempDir
    Path directory;

    private Path books;
    private Path model;

    private record Result(int code, String out, String err) {}

    private static Result run(Object... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Gumshoe.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
        return new Result(code, out.toString(), err.toString());
    }

    @BeforeEach
    void writeBooks() throws IOException {
        books = Files.createDirectory(directory.resolve("books"));
        model = directory.resolve("model.json");
        Random random = new Random(3);
        StringBuilder manifest = new StringBuilder("id\tauthor\tdetective\n");
        for (int book = 0; book < 8; book++) {
            String[] words = book % 2 == 0 ? CRIME : SEA;
            StringBuilder text = new StringBuilder();
            for (int sentence = 0; sentence < 300; sentence++) {
                text.append("It was the ")
                        .append(words[random.nextInt(6)])
                        .append(" and the ")
                        .append(words[random.nextInt(6)])
                        .append(".\n");
            }
            Files.writeString(books.resolve("book" + book + ".txt"), text);
            manifest.append("book" + book + "\tauthor" + book + "\t" + (book % 2 == 0 ? 1 : 0) + "\n");
        }
        Files.writeString(directory.resolve("manifest.tsv"), manifest);
    }

    private Result train(Object... more) {
        Object[] arguments = {"lda", "train", books, "--out", model, "-k", "2", "--minibatch", "16", "--words", "60"};
        Object[] all = Arrays.copyOf(arguments, arguments.length + more.length);
        System.arraycopy(more, 0, all, arguments.length, more.length);
        return run(all);
    }

    @Test
    void trainsShowsAndPredicts() throws IOException {
        Result trained = train("--passes", "2", "--threads", "2");

        assertThat(trained.err()).isEmpty();
        assertThat(trained.code()).isZero();
        assertThat(trained.out())
                .contains("8 books")
                .contains("2 topics over 12 words")
                .contains("murder");
        byte[] bytes = Files.readAllBytes(model);
        assertThat(train("--passes", "2", "--threads", "1").code()).isZero();
        assertThat(Files.readAllBytes(model)).isEqualTo(bytes);

        Result topics = run("lda", "topics", model, "--seeds", "murder,clue", "--coherence", books);
        assertThat(topics.out()).contains("% of the mass of: murder, clue").contains("mean NPMI");
        // of twelve words the topic leaves six, of equal frequency
        String perplexity = run("lda", "perplexity", model, books).out();
        assertThat(Double.parseDouble(perplexity.split("perplexity ")[1].split(" ")[0]))
                .isBetween(5.5, 6.5);
    }

    @Test
    void eachPassOfASmallShelfIsAnUpdate() {
        Result trained = run("lda", "train", books, "--out", model, "-k", "2", "--words", "60", "--passes", "40");

        assertThat(trained.out()).contains("after 40 updates");
        Result topics = run("lda", "topics", model, "-n", "6");
        assertThat(topics.out().lines().filter(line -> line.contains("murder")))
                .allSatisfy(line -> assertThat(line).contains("alibi").doesNotContain("anchor"));
    }

    @Test
    void aShelfOfTwoBooksIsToldOfMinBooks() throws IOException {
        for (int book = 2; book < 8; book++) {
            Files.delete(books.resolve("book" + book + ".txt"));
        }

        Result trained = train();

        assertThat(trained.code()).isNotZero();
        assertThat(trained.err()).contains("No word of the 2 books", "is in 3 of them", "--min-books");
        assertThat(model).doesNotExist();
        assertThat(train("--min-books", "1").code()).isZero();
    }

    @Test
    void seedsThatTheVocabularyLacksAreNamed() {
        assertThat(train("--guide", "crime=murder:wherefore").out())
                .contains("the vocabulary lacks these seeds of crime", "wherefore");
        assertThat(run("lda", "topics", model, "--seeds", "murder,wherefore").out())
                .contains("not in the vocabulary: wherefore");
    }

    @Test
    void aRussianShelfFindsItsTopicByRussianSeeds() throws IOException {
        String[][] words = {
            {"убийство", "улика", "инспектор", "сыщик", "алиби", "допрос"},
            {"парус", "якорь", "гавань", "прилив", "мачта", "корабль"}
        };
        Random random = new Random(4);
        Path shelf = Files.createDirectory(directory.resolve("shelf"));
        for (int book = 0; book < 8; book++) {
            StringBuilder text = new StringBuilder();
            for (int sentence = 0; sentence < 200; sentence++) {
                text.append("И тогда там был(а) ")
                        .append(words[book % 2][random.nextInt(6)])
                        .append(", но не только: ещё и ")
                        .append(words[book % 2][random.nextInt(6)])
                        .append(" у него. ");
            }
            Files.writeString(shelf.resolve("автор" + book + "_книга-" + book + ".txt"), text);
        }

        Result trained = run("lda", "train", shelf, "--out", model, "-k", "2", "--words", "60", "--passes", "30");

        assertThat(trained.err()).isEmpty();
        assertThat(trained.out()).contains("8 books").contains("убийство").doesNotContain("него");
        assertThat(run("lda", "topics", model, "--seeds", "убийство,сыщик").out())
                .containsPattern("topic \\d holds (9\\d|100) % of the mass of: убийство, сыщик");
    }

    @Test
    void comparesAndExports() {
        train();
        Path other = directory.resolve("other.json");
        run("lda", "train", books, "--out", other, "-k", "3", "--seed", "5", "--words", "60");

        Result words = run("lda", "compare", model, other);
        Result passages = run("lda", "compare", model, other, "--books", books);
        Result exported = run("lda", "export", model, books, "--out", directory.resolve("vis.json"));

        assertThat(words.out().lines()).hasSize(3);
        assertThat(passages.out()).contains("share of passages");
        assertThat(exported.code()).isZero();
        assertThat(directory.resolve("vis.json")).content().contains("\"topic_term_dists\"", "\"vocab\"");
    }

    @Test
    void scoresSeveralRandomSeeds() {
        Result result = run(
                "lda",
                "stability",
                books,
                "--manifest",
                directory.resolve("manifest.tsv"),
                "--runs",
                "2",
                "-k",
                "2",
                "--minibatch",
                "4");

        assertThat(result.err()).isEmpty();
        assertThat(run("lda", "seeds", "--help").code()).as("the former name").isZero();
        assertThat(result.out())
                .contains("     1  1.000 / 1.000   1.000 / 1.000")
                .contains("   min  1.000 / 1.000");
    }

    @Test
    void saysWhatIsWrong() throws IOException {
        Path novel = Files.writeString(directory.resolve("novel.txt"), "It was a dark night.");

        assertOneSentence(run("lda", "topics", directory.resolve("none.json")), "none.json", "lda train");
        assertOneSentence(run("lda", "perplexity", novel, books), "novel.txt", "no topic model");
        assertOneSentence(run("lda", "train", directory.resolve("nowhere"), "--out", model), "nowhere");
        assertOneSentence(train("--kappa", "7"), "kappa");
        assertOneSentence(train("--passes", "0"), "--passes 0");
        assertOneSentence(train("--threads", "0"), "--threads 0");
        assertThat(run("lda", "train", books).code()).isEqualTo(2);
    }

    private static void assertOneSentence(Result result, String... contains) {
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err().strip().lines()).hasSize(1);
        assertThat(result.err()).contains(contains);
    }
}
