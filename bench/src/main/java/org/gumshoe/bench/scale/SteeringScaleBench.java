// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.scale;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.gumshoe.lda.BagOfWords;
import org.gumshoe.lda.TopicModel;
import org.gumshoe.steer.BookSums;
import org.gumshoe.steer.probe.GroupMoments;
import org.gumshoe.steer.refine.Refinement;
import org.gumshoe.stitch.Moments;
import org.gumshoe.stitch.StitchFit;
import org.gumshoe.text.Book;
import org.gumshoe.text.Books;
import org.gumshoe.text.words.Passages;
import org.gumshoe.text.words.Span;
import org.gumshoe.text.words.Words;

/**
 * Cost of each stage apart from the language models and the learning of topics, on one thread; see
 * {@code bench/scale/run}. The dimensions are those of SmolLM2-135M (576) and of six layers of
 * Gemma 3 270M (640 each).
 */
public final class SteeringScaleBench {
    private static final int WEAK_WIDTH = 576;
    private static final int STRONG_WIDTH = 640;
    private static final int STRONG_LAYERS = 6;
    private static final int TOPICS = 20;
    private static final int BLOCK = 64;

    private SteeringScaleBench() {}

    public static void main(String[] arguments) {
        System.out.println("| stage | of one thread |\n|---|---|");
        text(Path.of(arguments[0]));
        stitch();
        steering(1000, 12);
        steering(4000, 12);
        System.exit(0);
    }

    private static void text(Path directory) {
        List<Book> books = Books.find(directory).stream()
                .filter(path -> path.toString().endsWith(".txt"))
                .map(Books::read)
                .limit(20)
                .toList();
        cut(books); // warm-up
        List<String> passages = printRate("ingest: cutting into passages", "passages/s", () -> cut(books), List::size);
        List<BagOfWords> bags = printRate(
                "topics, assignments: counting words",
                "passages/s",
                () -> passages.stream()
                        .map(passage -> BagOfWords.of(Words.tokens(passage)))
                        .toList(),
                List::size);
        TreeSet<String> words = new TreeSet<>();
        bags.forEach(bag -> words.addAll(Arrays.asList(bag.words())));
        float[][] lambda = new float[words.size()][TOPICS];
        Random random = new Random(1);
        for (float[] row : lambda) {
            Arrays.fill(row, .05f);
            row[random.nextInt(TOPICS)] += 20;
        }
        float[] alpha = new float[TOPICS];
        Arrays.fill(alpha, .1f);
        TopicModel model = new TopicModel(
                1, TOPICS, words.toArray(String[]::new), lambda, alpha, .05f, bags.size(), books.size(), -8, List.of());
        printRate(
                "assignments: assigning to 20 topics",
                "passages/s",
                () -> bags.stream().map(model::proportions).toList(),
                List::size);
    }

    private static List<String> cut(List<Book> books) {
        List<String> passages = new ArrayList<>();
        for (Book book : books) {
            for (Span span : Passages.split(book.text(), 300)) {
                passages.add(book.text().substring(span.start(), span.end()));
            }
        }
        return passages;
    }

    private static void stitch() {
        float[][] x = randomRows(2048, WEAK_WIDTH, 1);
        float[][] y = randomRows(2048, STRONG_LAYERS * STRONG_WIDTH, 2);
        Moments train = new Moments(WEAK_WIDTH, STRONG_LAYERS * STRONG_WIDTH);
        Moments shuffled = new Moments(WEAK_WIDTH, STRONG_LAYERS * STRONG_WIDTH);
        printRate(
                "stitch: folding pairs, with their null",
                "pairs/s",
                () -> {
                    for (int start = 0; start < x.length; start += BLOCK) {
                        train.addAll(
                                Arrays.copyOfRange(x, start, start + BLOCK),
                                Arrays.copyOfRange(y, start, start + BLOCK));
                        shuffled.addAll(
                                Arrays.copyOfRange(x, start, start + BLOCK),
                                Arrays.copyOfRange(y, x.length - start - BLOCK, x.length - start));
                    }
                    return x;
                },
                rows -> rows.length);
        Moments all = train.copy();
        printSeconds("stitch: adding the three sums of a partition", () -> {
            for (int sum = 0; sum < 3; sum++) {
                all.merge(train);
            }
            return all;
        });
        Moments heldOut = new Moments(WEAK_WIDTH, STRONG_LAYERS * STRONG_WIDTH);
        heldOut.addAll(randomRows(400, WEAK_WIDTH, 3), randomRows(400, STRONG_LAYERS * STRONG_WIDTH, 4));
        printSeconds(
                "stitch: solving the map and its null",
                () -> StitchFit.fit(15, new int[] {9, 10, 11, 12, 13, 14}, train, heldOut, shuffled, .15));
    }

    private static void steering(int books, int each) {
        List<BookSums> sums = new ArrayList<>();
        GroupMoments moments = new GroupMoments(STRONG_WIDTH);
        Map<String, float[][]> rows = new HashMap<>();
        for (int b = 0; b < books; b++) {
            rows.put("book" + b, randomRows(each, STRONG_WIDTH, b));
        }
        printSeconds("steering: sums of " + books + " books of " + each + " passages, six layers", () -> {
            rows.forEach((book, activations) -> {
                BookSums sum = new BookSums(book, new int[] {9, 10, 11, 12, 13, 14}, STRONG_WIDTH);
                double z = book.hashCode() % 5 == 0 ? .3 : .02;
                for (float[] row : activations) {
                    sum.add(Collections.nCopies(STRONG_LAYERS, row).toArray(float[][]::new), z);
                }
                sums.add(sum);
            });
            return sums;
        });
        printSeconds("steering: their moments", () -> {
            rows.forEach(moments::addAll);
            return moments;
        });
        printSeconds(
                "steering: refining in one model",
                () -> Refinement.refine(sums, moments, 12, new Refinement.Start.Scores(), Refinement.Options.DEFAULT));
    }

    private static float[][] randomRows(int rows, int width, long seed) {
        Random random = new Random(seed);
        float[][] randomRows = new float[rows][width];
        for (float[] row : randomRows) {
            for (int i = 0; i < width; i++) {
                row[i] = (float) random.nextGaussian();
            }
        }
        return randomRows;
    }

    private static <T> T printRate(String what, String unit, Supplier<T> work, ToIntFunction<T> count) {
        long start = System.nanoTime();
        T done = work.get();
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(Locale.ROOT, "| %s | %,.0f %s |%n", what, count.applyAsInt(done) / seconds, unit);
        return done;
    }

    private static <T> void printSeconds(String what, Supplier<T> work) {
        long start = System.nanoTime();
        work.get();
        System.out.printf(Locale.ROOT, "| %s | %.3f s |%n", what, (System.nanoTime() - start) / 1e9);
    }
}
