// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.scale;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.gumshoe.bench.system.TimedResult;
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
            TimedResult<List<GroupMoments>> summed = TimedResult.of(() -> shards.parallelStream()
                    .map(shard -> shard.grow(from, books, SHARDS))
                    .toList());
            summed.result().forEach(moments::merge);
            had = books;
            print(books, summed.cpu(), moments, shards);
        }
        System.exit(0);
    }

    private static void print(int books, double summing, GroupMoments moments, List<MadeUpShard> shards) {
        CountedShards all =
                new CountedShards(shards.stream().map(MadeUpShard::shard).toList());
        Refinement.Options options = Refinement.Options.DEFAULT;
        TimedResult<Refinement> factored = TimedResult.of(() -> new Refinement(moments));
        Refinement refinement = factored.result();
        TimedResult<Refinement.Solution> solved =
                TimedResult.of(() -> refinement.solve(all, new Refinement.Start.Scores(), options));
        TimedResult<PassageScorer> passages =
                TimedResult.of(() -> refinement.fitPassages(solved.result(), all, options));
        System.out.printf(
                Locale.ROOT,
                "| %,d | %,d | %.1f | %.2f | %.2f | %.2f | %d | %,d | %,d | %,d |%n",
                books,
                moments.n(),
                summing,
                factored.cpu(),
                solved.cpu(),
                passages.cpu(),
                all.questions,
                all.numbers,
                all.largest,
                shards.stream().mapToLong(MadeUpShard::bytes).sum() / 1_000_000);
    }
}
