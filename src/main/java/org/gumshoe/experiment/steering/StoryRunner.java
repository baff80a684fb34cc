// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.steering;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.gumshoe.eval.judge.StoryJudges;
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
     * @param openings by number
     * @param numbers of the openings that are used
     * @param seeds texts for each opening
     */
    record Task(SteeringArm arm, List<String> openings, int[] numbers, int seeds) {
        private int texts() {
            return seeds * numbers.length;
        }

        private Draft draft(int text, String written) {
            int opening = numbers[text % numbers.length];
            return new Draft(opening, openings.get(opening), 1 + text / numbers.length, written);
        }

        private Prompt prompt(int text, int tokens) {
            Draft draft = draft(text, "");
            return new Prompt(
                    arm.prefix() + draft.opening(),
                    tokens,
                    new Sampling(StoryArms.TEMPERATURE, StoryArms.TOP_P, 1000L * draft.group() + draft.seed()),
                    arm.injections());
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
        String what = "stories of " + tasks.size() + " arms";
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
                progress.step(what, from, slots.size());
                List<String> texts = (inWeak ? weak : strong)
                        .generate(batch.stream()
                                .map(slot -> tasks.get(slot.task()).prompt(slot.text(), tokens))
                                .toList());
                for (int i = 0; i < texts.size(); i++) {
                    int task = batch.get(i).task();
                    Draft draft = tasks.get(task).draft(batch.get(i).text(), texts.get(i));
                    judged.get(task).add(submit(draft, inWeak, batch.get(i).text()));
                }
            }
            progress.step(what, slots.size(), Math.max(1, slots.size()));
        }
        return judged.stream().map(Pending::new).toList();
    }

    /**
     * Searches for the strong model's texts of a task and judges them.
     */
    Pending search(Task task, TextSearch search) {
        List<Future<JudgedText>> judged = new ArrayList<>();
        int batch = Math.max(1, CachedGenerator.BATCH / search.cost());
        for (int from = 0; from < task.texts(); from += batch) {
            progress.step("searches of " + task.arm.name(), from, task.texts());
            List<Prompt> prompts = new ArrayList<>();
            List<String> openings = new ArrayList<>();
            for (int i = from; i < Math.min(task.texts(), from + batch); i++) {
                prompts.add(task.prompt(i, tokens));
                openings.add(task.draft(i, "").opening());
            }
            List<String> texts = strong.search(prompts, openings, search);
            for (int i = 0; i < texts.size(); i++) {
                judged.add(submit(task.draft(from + i, texts.get(i)), false, from + i));
            }
        }
        progress.step("searches of " + task.arm.name(), task.texts(), task.texts());
        return new Pending(judged);
    }

    /** Judges passages of books by judges that have not seen the author; otherwise as if the strong model had written them. */
    List<JudgedText> judge(RealPassages passages) {
        List<Future<JudgedText>> judged = new ArrayList<>();
        for (int i = 0; i < passages.drafts().size(); i++) {
            Draft draft = passages.drafts().get(i);
            boolean measuresPerplexity = i < perplexityTexts;
            judged.add(judgeThread.submit(() -> judge(
                    draft, judges.withoutAuthor(draft.text(), passages.author(draft)), false, measuresPerplexity)));
        }
        return new Pending(judged).get();
    }

    /** Shortens a text to the tokens that a generated one has. */
    String cut(String text) {
        return strongReader.cut(text, tokens);
    }

    /**
     * Reads the beginnings of texts, of a third of their tokens, two thirds and all of them, as a search reads them.
     *
     * @return mean activations at a layer of the unsteered strong model
     */
    List<float[]> beginnings(List<Draft> texts, int layer) {
        List<Draft> drafts = new ArrayList<>();
        for (int third = 1; third <= 3; third++) {
            int length = tokens * third / 3;
            texts.forEach(text -> drafts.add(text.with(strongReader.cut(text.text(), length))));
        }
        return strongReader.activations(drafts, layer);
    }

    private Future<JudgedText> submit(Draft draft, boolean inWeak, int number) {
        return judgeThread.submit(() -> judge(draft, judges.verdict(draft.text()), inWeak, number < perplexityTexts));
    }

    private JudgedText judge(Draft draft, StoryJudges.Verdict verdict, boolean inWeak, boolean measuresPerplexity) {
        CachedGenerator own = inWeak ? weakReader : strongReader;
        CachedGenerator other = inWeak ? strongReader : weakReader;
        String text = draft.text();
        return new JudgedText(
                draft,
                verdict.story(),
                verdict.detective(),
                verdict.masked(),
                judges.content(text),
                measuresPerplexity ? own.likelihood(draft.opening(), text) : null,
                measuresPerplexity ? other.likelihood(draft.opening(), text) : null);
    }

    @Override
    public void close() {
        judgeThread.shutdownNow();
    }
}
