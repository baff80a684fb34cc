// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.steering;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.gumshoe.eval.judge.StoryJudges;
import org.gumshoe.experiment.plan.ExperimentConfig;
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
    private final ExperimentConfig.Size size;
    private final ExperimentListener progress;
    private final ExecutorService judgeThread = Executors.newSingleThreadExecutor();

    /**
     * Creates a runner.
     *
     * @param strongReader a second instance of the strong model, to measure likelihoods in parallel
     * @param weakReader a second instance of the weak model
     * @param size tokens of each text, and of how many texts of an arm perplexity and divergences are measured, the
     *     first seeds of all openings first
     */
    StoryRunner(
            CachedGenerator strong,
            CachedGenerator weak,
            CachedGenerator strongReader,
            CachedGenerator weakReader,
            JudgeTraining judges,
            ExperimentConfig.Size size,
            ExperimentListener progress) {
        this.strong = strong;
        this.weak = weak;
        this.strongReader = strongReader;
        this.weakReader = weakReader;
        this.judges = judges;
        this.size = size;
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
                                .map(slot -> tasks.get(slot.task()).prompt(slot.text(), size.tokens()))
                                .toList());
                for (int i = 0; i < texts.size(); i++) {
                    int task = batch.get(i).task();
                    judged.get(task).add(submit(tasks.get(task), batch.get(i).text(), texts.get(i), TextSearch.WHOLE));
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
                prompts.add(task.prompt(i, size.tokens()));
                openings.add(task.draft(i, "").opening());
            }
            List<String> texts = strong.search(prompts, openings, search);
            for (int i = 0; i < texts.size(); i++) {
                judged.add(submit(task, from + i, texts.get(i), search.shares()));
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
            boolean measuresPerplexity = i < size.perplexityTexts();
            judged.add(judgeThread.submit(() -> judge(
                    draft,
                    judges.withoutAuthor(draft.text(), passages.author(draft)),
                    false,
                    measuresPerplexity,
                    null)));
        }
        return new Pending(judged).get();
    }

    /** Shortens a text to the tokens that a generated one has. */
    String cut(String text) {
        return strongReader.cut(text, size.tokens());
    }

    /**
     * Reads the beginnings of texts, of a third of their tokens, two thirds and all of them, as a search reads them.
     *
     * @return mean activations at a layer of the unsteered strong model
     */
    List<float[]> beginnings(List<Draft> texts, int layer) {
        List<Draft> drafts = new ArrayList<>();
        for (int third = 1; third <= 3; third++) {
            int length = size.tokens() * third / 3;
            texts.forEach(text -> drafts.add(text.with(strongReader.cut(text.text(), length))));
        }
        return strongReader.activations(drafts, layer);
    }

    /** @param shares of the arm's vector by which the text was proposed */
    private Future<JudgedText> submit(Task task, int number, String written, double[] shares) {
        Draft draft = task.draft(number, written);
        boolean inWeak = task.arm.inWeak();
        CachedGenerator writer = inWeak ? weakReader : strongReader;
        return judgeThread.submit(() -> judge(
                draft,
                judges.verdict(written),
                inWeak,
                number < size.perplexityTexts(),
                number < size.divergenceTexts()
                        ? writer.divergences(task.prompt(number, size.tokens()), draft.opening(), written, shares)
                        : null));
    }

    private JudgedText judge(
            Draft draft,
            StoryJudges.Verdict verdict,
            boolean inWeak,
            boolean measuresPerplexity,
            double[] divergencesOrNull) {
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
                measuresPerplexity ? other.likelihood(draft.opening(), text) : null,
                divergencesOrNull);
    }

    @Override
    public void close() {
        judgeThread.shutdownNow();
    }
}
