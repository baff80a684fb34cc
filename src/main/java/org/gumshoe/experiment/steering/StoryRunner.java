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
 * Has texts written and judges them: while one model writes the next arm, the texts of the arms
 * before are foreseen by both.
 */
final class StoryRunner implements AutoCloseable {
    private final CachedGenerator strong;
    private final CachedGenerator weak;
    private final CachedGenerator strongReader;
    private final CachedGenerator weakReader;
    private final JudgeTraining judging;
    private final int tokens;
    private final int foreseen;
    private final ExperimentListener progress;
    private final ExecutorService judges = Executors.newSingleThreadExecutor();

    /**
     * @param strongReader the strong model once more, so that one text is foreseen while the next
     *     is written
     * @param weakReader the weak model once more
     * @param foreseen texts of an arm whose perplexity is measured, the first seeds of all openings
     *     first
     */
    StoryRunner(
            CachedGenerator strong,
            CachedGenerator weak,
            CachedGenerator strongReader,
            CachedGenerator weakReader,
            JudgeTraining judging,
            int tokens,
            int foreseen,
            ExperimentListener progress) {
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
    record Pending(List<Future<JudgedText>> texts) {
        List<JudgedText> get() {
            List<JudgedText> told = new ArrayList<>();
            for (Future<JudgedText> text : texts) {
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

    private record Place(int task, int text) {}

    /**
     * One arm's texts.
     *
     * @param numbers of the openings that are taken from the list
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

    /** @return what each task's texts are like, in the order of the tasks */
    List<Pending> tell(List<Task> tasks) {
        List<List<Future<JudgedText>>> told = tasks.stream()
                .<List<Future<JudgedText>>>map(t -> new ArrayList<>())
                .toList();
        for (boolean inWeak : new boolean[] {false, true}) {
            List<Place> places = new ArrayList<>();
            for (int t = 0; t < tasks.size(); t++) {
                for (int i = 0;
                        tasks.get(t).arm.inWeak() == inWeak && i < tasks.get(t).texts();
                        i++) {
                    places.add(new Place(t, i));
                }
            }
            // texts of all arms fill the batches: twice as many at once take half the time each
            for (int from = 0; from < places.size(); from += CachedGenerator.BATCH) {
                List<Place> batch = places.subList(from, Math.min(places.size(), from + CachedGenerator.BATCH));
                progress.step("stories of " + tasks.size() + " arms", from, places.size());
                List<String> texts = (inWeak ? weak : strong)
                        .write(batch.stream()
                                .map(place -> prompt(tasks.get(place.task()), place.text()))
                                .toList());
                for (int i = 0; i < texts.size(); i++) {
                    Task task = tasks.get(batch.get(i).task());
                    int number = batch.get(i).text();
                    String text = texts.get(i);
                    told.get(batch.get(i).task()).add(judges.submit(() -> judged(task, number, text)));
                }
            }
            progress.step("stories of " + tasks.size() + " arms", places.size(), Math.max(1, places.size()));
        }
        return told.stream().map(Pending::new).toList();
    }

    private Prompt prompt(Task task, int text) {
        return new Prompt(
                task.arm.prefix() + task.openings.get(task.opening(text)),
                tokens,
                new Sampling(StoryArms.TEMPERATURE, StoryArms.TOP_P, 1000L * task.opening(text) + task.seed(text)),
                task.arm.injections());
    }

    private JudgedText judged(Task task, int number, String text) {
        String opening = task.openings.get(task.opening(number));
        boolean measured = number < foreseen;
        CachedGenerator own = task.arm.inWeak() ? weakReader : strongReader;
        CachedGenerator other = task.arm.inWeak() ? strongReader : weakReader;
        return new JudgedText(
                task.opening(number),
                task.seed(number),
                text,
                judging.story(text),
                judging.detective(text),
                judging.masked(text),
                judging.content(text),
                measured ? own.foresee(opening, text) : null,
                measured ? other.foresee(opening, text) : null);
    }

    @Override
    public void close() {
        judges.shutdownNow();
    }
}
