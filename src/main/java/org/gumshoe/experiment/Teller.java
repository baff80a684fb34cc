// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.gumshoe.lm.Prompt;
import org.gumshoe.lm.Sampling;

/** Has texts written and judges them: while one model writes the next arm, the texts of the arms before are foreseen by both. */
final class Teller implements AutoCloseable {
    static final double TEMPERATURE = 1;
    static final double TOP_P = .95;

    private final Writer strong;
    private final Writer weak;
    private final Writer strongReader;
    private final Writer weakReader;
    private final TextJudging judging;
    private final int tokens;
    private final int foreseen;
    private final Progress progress;
    private final ExecutorService judges = Executors.newSingleThreadExecutor();

    /**
     * @param strongReader the strong model once more, so that one text is foreseen while the next is written
     * @param weakReader the weak model once more
     * @param foreseen texts of an arm whose perplexity is measured, the first seeds of all openings first
     */
    Teller(
            Writer strong,
            Writer weak,
            Writer strongReader,
            Writer weakReader,
            TextJudging judging,
            int tokens,
            int foreseen,
            Progress progress) {
        this.strong = strong;
        this.weak = weak;
        this.strongReader = strongReader;
        this.weakReader = weakReader;
        this.judging = judging;
        this.tokens = tokens;
        this.foreseen = foreseen;
        this.progress = progress;
    }

    /** Texts that are still being judged. */
    record Pending(List<Future<Told>> texts) {
        List<Told> get() {
            List<Told> told = new ArrayList<>();
            for (Future<Told> text : texts) {
                try {
                    told.add(text.get());
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException(e);
                } catch (ExecutionException e) {
                    throw e.getCause() instanceof RuntimeException known ? known : new IllegalStateException(e);
                }
            }
            return told;
        }
    }

    /** @param numbers of the openings that are taken from the list */
    Pending tell(Arm arm, List<String> openings, int[] numbers, int seeds) {
        List<Prompt> prompts = new ArrayList<>();
        List<Callable<Told>> tasks = new ArrayList<>();
        for (int seed = 1; seed <= seeds; seed++) {
            for (int number : numbers) {
                prompts.add(new Prompt(
                        arm.prefix() + openings.get(number),
                        tokens,
                        new Sampling(TEMPERATURE, TOP_P, 1000L * number + seed),
                        arm.injections()));
            }
        }
        progress.step("steering, arm " + arm.name(), 0, prompts.size());
        int[] done = {0};
        Writer writer = arm.inWeak() ? weak : strong;
        List<String> texts = writer.write(prompts, () -> {
            done[0] = Math.min(prompts.size(), done[0] + Writer.BATCH);
            progress.step("steering, arm " + arm.name(), done[0], prompts.size());
        });
        for (int i = 0; i < texts.size(); i++) {
            int number = numbers[i % numbers.length];
            int seed = 1 + i / numbers.length;
            String text = texts.get(i);
            boolean measured = i < foreseen;
            tasks.add(() -> judged(openings.get(number), number, seed, text, arm.inWeak(), measured));
        }
        return new Pending(tasks.stream().map(judges::submit).toList());
    }

    private Told judged(String opening, int number, int seed, String text, boolean inWeak, boolean measured) {
        Writer own = inWeak ? weakReader : strongReader;
        Writer other = inWeak ? strongReader : weakReader;
        return new Told(
                number,
                seed,
                text,
                judging.story(text),
                judging.detective(text),
                judging.content(text),
                measured ? own.foresee(opening, text) : null,
                measured ? other.foresee(opening, text) : null);
    }

    @Override
    public void close() {
        judges.shutdownNow();
    }
}
