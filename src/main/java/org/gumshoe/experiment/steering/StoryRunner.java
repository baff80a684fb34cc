// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.steering;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.gumshoe.experiment.plan.ExperimentListener;
import org.gumshoe.lm.generation.Prompt;
import org.gumshoe.lm.generation.Sampling;
import org.gumshoe.pipeline.StoryArms;

/**
 * Runner of stories: generates texts and judges them. While one model generates the next batch,
 * both models measure the likelihood of the texts before.
 */
final class StoryRunner implements AutoCloseable {
    private final CachedGenerator strong;
    private final CachedGenerator weak;
    private final CachedGenerator strongReader;
    private final CachedGenerator weakReader;
    private final JudgeTraining judges;
    private final int tokens;
    private final int perplexityTexts;
    private final ExperimentListener progress;
    private final ExecutorService judgeThread = Executors.newSingleThreadExecutor();

    /**
     * Creates a runner.
     *
     * @param strongReader a second instance of the strong model, to measure likelihoods in parallel
     * @param weakReader a second instance of the weak model
     * @param tokens of each text
     * @param perplexityTexts number of texts of each arm whose perplexity is measured, the first
     *     seeds of all openings first
     */
    StoryRunner(
            CachedGenerator strong,
            CachedGenerator weak,
            CachedGenerator strongReader,
            CachedGenerator weakReader,
            JudgeTraining judges,
            int tokens,
            int perplexityTexts,
            ExperimentListener progress) {
        this.strong = strong;
        this.weak = weak;
        this.strongReader = strongReader;
        this.weakReader = weakReader;
        this.judges = judges;
        this.tokens = tokens;
        this.perplexityTexts = perplexityTexts;
        this.progress = progress;
    }

    /** Texts that are still being judged. */
    record Pending(List<Future<JudgedText>> texts) {
        List<JudgedText> get() {
            List<JudgedText> judged = new ArrayList<>();
            for (Future<JudgedText> text : texts) {
                try {
                    judged.add(text.get());
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException(e);
                } catch (ExecutionException e) {
                    throw e.getCause() instanceof RuntimeException known ? known : new IllegalStateException(e);
                }
            }
            return judged;
        }
    }

    private record BatchSlot(int task, int text) {}

    /**
     * Texts of one arm to generate.
     *
     * @param numbers of the openings that are used
     * @param seeds texts for each opening
     */
    record Task(SteeringArm arm, List<String> openings, int[] numbers, int seeds) {
        private int texts() {
            return seeds * numbers.length;
        }

        private int opening(int text) {
            return numbers[text % numbers.length];
        }

        private int seed(int text) {
            return 1 + text / numbers.length;
        }
    }

    /**
     * Generates and judges the texts of all tasks.
     *
     * @return the texts of each task, in the order of the tasks
     */
    List<Pending> run(List<Task> tasks) {
        List<List<Future<JudgedText>>> judged = tasks.stream()
                .<List<Future<JudgedText>>>map(t -> new ArrayList<>())
                .toList();
        for (boolean inWeak : new boolean[] {false, true}) {
            List<BatchSlot> slots = new ArrayList<>();
            for (int t = 0; t < tasks.size(); t++) {
                for (int i = 0;
                        tasks.get(t).arm.inWeak() == inWeak && i < tasks.get(t).texts();
                        i++) {
                    slots.add(new BatchSlot(t, i));
                }
            }
            // batches mix the arms: a batch of twice the size takes half the time for each text
            for (int from = 0; from < slots.size(); from += CachedGenerator.BATCH) {
                List<BatchSlot> batch = slots.subList(from, Math.min(slots.size(), from + CachedGenerator.BATCH));
                progress.step("stories of " + tasks.size() + " arms", from, slots.size());
                List<String> texts = (inWeak ? weak : strong)
                        .generate(batch.stream()
                                .map(slot -> prompt(tasks.get(slot.task()), slot.text()))
                                .toList());
                for (int i = 0; i < texts.size(); i++) {
                    Task task = tasks.get(batch.get(i).task());
                    int number = batch.get(i).text();
                    String text = texts.get(i);
                    judged.get(batch.get(i).task()).add(judgeThread.submit(() -> judge(task, number, text)));
                }
            }
            progress.step("stories of " + tasks.size() + " arms", slots.size(), Math.max(1, slots.size()));
        }
        return judged.stream().map(Pending::new).toList();
    }

    private Prompt prompt(Task task, int text) {
        return new Prompt(
                task.arm.prefix() + task.openings.get(task.opening(text)),
                tokens,
                new Sampling(StoryArms.TEMPERATURE, StoryArms.TOP_P, 1000L * task.opening(text) + task.seed(text)),
                task.arm.injections());
    }

    private JudgedText judge(Task task, int number, String text) {
        String opening = task.openings.get(task.opening(number));
        boolean measuresPerplexity = number < perplexityTexts;
        CachedGenerator own = task.arm.inWeak() ? weakReader : strongReader;
        CachedGenerator other = task.arm.inWeak() ? strongReader : weakReader;
        return new JudgedText(
                task.opening(number),
                task.seed(number),
                text,
                judges.story(text),
                judges.detective(text),
                judges.masked(text),
                judges.content(text),
                measuresPerplexity ? own.likelihood(opening, text) : null,
                measuresPerplexity ? other.likelihood(opening, text) : null);
    }

    @Override
    public void close() {
        judgeThread.shutdownNow();
    }
}
