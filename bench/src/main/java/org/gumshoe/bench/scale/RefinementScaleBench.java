// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.scale;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.gumshoe.steer.probe.GroupMoments;
import org.gumshoe.steer.refine.PassageScorer;
import org.gumshoe.steer.refine.Refinement;
import org.gumshoe.steer.shards.Answer;
import org.gumshoe.steer.shards.BookShard;
import org.gumshoe.steer.shards.Question;
import org.gumshoe.steer.shards.Shards;

/**
 * Refinement of a concept over shards of made-up books, of one of the strong model's layers; see
 * {@code bench/scale/run}. It prints for growing numbers of books how much processor time a refinement
 * and the scorer of its passages take, and how many numbers reach the side that asks.
 */
public final class RefinementScaleBench {
    private static final int SHARDS = 2;
    private static final int[] BOOKS = {12_500, 25_000, 50_000};

    /** Answers of all shards, counted. */
    private static final class CountedShards implements Shards {
        private final List<BookShard> shards;
        private int questions;
        private long largest;
        private long numbers;

        CountedShards(List<BookShard> shards) {
            this.shards = shards;
        }

        @Override
        public Answer ask(Question question) {
            List<Answer> answers = shards.parallelStream().map(question::on).toList();
            questions++;
            for (Answer answer : answers) {
                long size = answer.sums().length + answer.values().length;
                largest = Math.max(largest, size);
                numbers += size;
            }
            return answers.stream().reduce(Answer::plus).orElseThrow();
        }
    }

    /**
     * Result and the processor time of all threads that it took, which other work on the machine
     * changes little.
     */
    private record Timed<T>(T result, double seconds) {
        static <T> Timed<T> of(Supplier<T> work) {
            OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
            long start = system.getProcessCpuTime();
            T result = work.get();
            return new Timed<>(result, (system.getProcessCpuTime() - start) / 1e9);
        }
    }

    private RefinementScaleBench() {}

    public static void main(String[] arguments) {
        System.out.println("| books | passages | summing the moments, s | factors, s | refinement, s | passages, s "
                + "| questions | numbers of all answers | of the largest | sums of the books, MB |");
        System.out.println("|---|---|---|---|---|---|---|---|---|---|");
        List<MadeUpShard> shards =
                IntStream.range(0, SHARDS).mapToObj(MadeUpShard::new).toList();
        GroupMoments moments = new GroupMoments(MadeUpShard.WIDTH);
        int had = 0;
        for (int books : BOOKS) {
            int from = had;
            Timed<List<GroupMoments>> summed = Timed.of(() -> shards.parallelStream()
                    .map(shard -> shard.grow(from, books, SHARDS))
                    .toList());
            summed.result.forEach(moments::merge);
            had = books;
            print(books, summed.seconds, moments, shards);
        }
        System.exit(0);
    }

    private static void print(int books, double summing, GroupMoments moments, List<MadeUpShard> shards) {
        CountedShards all =
                new CountedShards(shards.stream().map(MadeUpShard::shard).toList());
        Refinement.Options options = Refinement.Options.DEFAULT;
        Timed<Refinement> factored = Timed.of(() -> new Refinement(moments));
        Refinement refinement = factored.result;
        Timed<Refinement.Solution> solved =
                Timed.of(() -> refinement.solve(all, new Refinement.Start.Scores(), options));
        Timed<PassageScorer> passages = Timed.of(() -> refinement.fitPassages(solved.result, all, options));
        System.out.printf(
                Locale.ROOT,
                "| %,d | %,d | %.1f | %.2f | %.2f | %.2f | %d | %,d | %,d | %,d |%n",
                books,
                moments.n(),
                summing,
                factored.seconds,
                solved.seconds,
                passages.seconds,
                all.questions,
                all.numbers,
                all.largest,
                shards.stream().mapToLong(MadeUpShard::bytes).sum() / 1_000_000);
    }
}
