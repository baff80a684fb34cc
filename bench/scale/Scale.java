// SPDX-License-Identifier: GPL-3.0-or-later

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
import org.gumshoe.lda.Bag;
import org.gumshoe.lda.TopicModel;
import org.gumshoe.steer.BookSums;
import org.gumshoe.steer.GroupMoments;
import org.gumshoe.steer.Refinement;
import org.gumshoe.stitch.Moments;
import org.gumshoe.stitch.StitchFit;
import org.gumshoe.text.Book;
import org.gumshoe.text.Books;
import org.gumshoe.text.Passages;
import org.gumshoe.text.Span;
import org.gumshoe.text.Words;

/**
 * See {@code bench/scale/run}. Dimensions are those of SmolLM2-135M (576) and of six layers of
 * Gemma 3 270M (640 each).
 */
public final class Scale {
    private static final int WEAK = 576;
    private static final int STRONG = 640;
    private static final int LAYERS = 6;
    private static final int TOPICS = 20;
    private static final int BLOCK = 64;

    private Scale() {}

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
                .filter(path -> path.toString().endsWith(".txt")).map(Books::read).limit(20).toList();
        cut(books); // warm
        List<String> passages = timed("ingest: cutting into passages", "passages/s", () -> cut(books), List::size);
        List<Bag> bags = timed("topics, clusters: counting words", "passages/s",
                () -> passages.stream().map(passage -> Bag.of(Words.tokens(passage))).toList(), List::size);
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
        timed("clusters: assigning to 20 topics", "passages/s",
                () -> bags.stream().map(model::proportions).toList(), List::size);
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
        float[][] x = drawn(2048, WEAK, 1);
        float[][] y = drawn(2048, LAYERS * STRONG, 2);
        Moments train = new Moments(WEAK, LAYERS * STRONG);
        Moments shuffled = new Moments(WEAK, LAYERS * STRONG);
        timed("stitch: folding pairs, with their null", "pairs/s", () -> {
            for (int from = 0; from < x.length; from += BLOCK) {
                train.addAll(Arrays.copyOfRange(x, from, from + BLOCK), Arrays.copyOfRange(y, from, from + BLOCK));
                shuffled.addAll(Arrays.copyOfRange(x, from, from + BLOCK), Arrays.copyOfRange(y, x.length - from - BLOCK, x.length - from));
            }
            return x;
        }, rows -> rows.length);
        Moments all = train.copy();
        seconds("stitch: adding the three sums of a partition", () -> {
            for (int sum = 0; sum < 3; sum++) {
                all.merge(train);
            }
            return all;
        });
        Moments heldOut = new Moments(WEAK, LAYERS * STRONG);
        heldOut.addAll(drawn(400, WEAK, 3), drawn(400, LAYERS * STRONG, 4));
        seconds("stitch: solving the map and its null", () -> StitchFit.fit(
                15, new int[] {9, 10, 11, 12, 13, 14}, train, heldOut, shuffled, .15));
    }

    private static void steering(int books, int each) {
        List<BookSums> sums = new ArrayList<>();
        GroupMoments moments = new GroupMoments(STRONG);
        Map<String, float[][]> rows = new HashMap<>();
        for (int b = 0; b < books; b++) {
            rows.put("book" + b, drawn(each, STRONG, b));
        }
        seconds("steering: sums of " + books + " books of " + each + " passages, six layers", () -> {
            rows.forEach((book, activations) -> {
                BookSums sum = new BookSums(book, new int[] {9, 10, 11, 12, 13, 14}, STRONG);
                double z = book.hashCode() % 5 == 0 ? .3 : .02;
                for (float[] row : activations) {
                    sum.add(Collections.nCopies(LAYERS, row).toArray(float[][]::new), z);
                }
                sums.add(sum);
            });
            return sums;
        });
        seconds("steering: their moments", () -> {
            rows.forEach(moments::addAll);
            return moments;
        });
        seconds("steering: refining in one model", () -> Refinement.run(
                sums, moments, 12, new Refinement.Start.Scores(), Refinement.Options.DEFAULT));
    }

    private static float[][] drawn(int rows, int width, long seed) {
        Random random = new Random(seed);
        float[][] drawn = new float[rows][width];
        for (float[] row : drawn) {
            for (int i = 0; i < width; i++) {
                row[i] = (float) random.nextGaussian();
            }
        }
        return drawn;
    }

    private static <T> T timed(String what, String unit, Supplier<T> work, java.util.function.ToIntFunction<T> count) {
        long from = System.nanoTime();
        T done = work.get();
        double seconds = (System.nanoTime() - from) / 1e9;
        System.out.printf(Locale.ROOT, "| %s | %,.0f %s |%n", what, count.applyAsInt(done) / seconds, unit);
        return done;
    }

    private static <T> void seconds(String what, Supplier<T> work) {
        long from = System.nanoTime();
        work.get();
        System.out.printf(Locale.ROOT, "| %s | %.3f s |%n", what, (System.nanoTime() - from) / 1e9);
    }
}
