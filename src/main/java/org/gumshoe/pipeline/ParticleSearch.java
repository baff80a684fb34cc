// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.pipeline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.gumshoe.BadInputException;
import org.gumshoe.lm.generation.Prompt;
import org.gumshoe.lm.generation.Sampling;

/**
 * Sequential Monte Carlo search for a story (Lew et al. 2023; Del Moral et al. 2006). Its target is the
 * proposing model's distribution times exp(power · value of the text). Particles grow by blocks; a particle's
 * weight is multiplied by exp(power · what its value has gained). Where the effective sample size falls below
 * half of the particles they are drawn anew by their weights, and one is drawn at the end. The caller writes the
 * prompts in any batch, tells the tokens, and values the texts.
 */
public final class ParticleSearch {
    /**
     * Plan of a search.
     *
     * @param particles at least 2
     * @param blockTokens length of a block
     * @param power how much the value counts; 0: not at all
     */
    public record Plan(int particles, int blockTokens, double power) {
        /** Plan of the arm {@code particles}, as the recipe has it; nobody has tuned it (decision 36). */
        public static final Plan DEFAULT = new Plan(6, 16, 1);

        public Plan {
            if (particles < 2 || blockTokens < 1 || !(power >= 0) || Double.isInfinite(power)) {
                throw new BadInputException(
                        "A search with %d particles in blocks of %d tokens and power %s finds no story; give 2 particles, 1 token and a power of 0 or more."
                                .formatted(particles, blockTokens, power));
            }
        }
    }

    /** Particle: a text of so many tokens, whose last block is {@code block} tokens long so far. */
    private static final class Particle {
        private final StringBuilder text = new StringBuilder();
        private int tokens;
        private int block;
        private double value;
        private double logWeight;
        private boolean ended;

        private Particle copy() {
            Particle copy = new Particle();
            copy.text.append(text);
            copy.tokens = tokens;
            copy.value = value;
            copy.ended = ended;
            return copy;
        }
    }

    private final Prompt prompt;
    private final Plan plan;
    private final SplittableRandom random;
    private List<Particle> particles;
    private List<Particle> growing = List.of();

    /** @param prompt of the whole story, whose seed decides every draw */
    public ParticleSearch(Prompt prompt, Plan plan) {
        this.prompt = prompt;
        this.plan = plan;
        this.random = new SplittableRandom(prompt.sampling().seed());
        this.particles =
                IntStream.range(0, plan.particles).mapToObj(i -> new Particle()).toList();
    }

    /** Begins the next block and returns the prompts of the particles that have not ended. */
    public List<Prompt> nextBlock() {
        if (hasEnded()) {
            throw new IllegalStateException("the story has ended");
        }
        growing = particles.stream().filter(particle -> !particle.ended).toList();
        List<Prompt> prompts = new ArrayList<>();
        for (int p = 0; p < growing.size(); p++) {
            Particle particle = growing.get(p);
            particle.block = 0;
            int length = Math.min(plan.blockTokens, prompt.maxTokens() - particle.tokens);
            prompts.add(new Prompt(
                    prompt.text() + particle.text,
                    Math.clamp(prompt.minTokens() - (long) particle.tokens, 0, length),
                    length,
                    sampling(),
                    prompt.injections()));
        }
        return prompts;
    }

    private Sampling sampling() {
        Sampling plain = prompt.sampling();
        return new Sampling(plain.temperature(), plain.topP(), random.nextLong());
    }

    /** Adds a token to a prompt's particle. */
    public void add(int row, String token) {
        Particle particle = growing.get(row);
        particle.text.append(token);
        particle.tokens++;
        particle.block++;
    }

    /** Returns the texts of the particles that have grown, in the order of their prompts. */
    public List<String> texts() {
        return growing.stream().map(particle -> particle.text.toString()).toList();
    }

    /**
     * Weighs the particles once their block is written.
     *
     * @param values of the texts that have grown; the value of no text is 0
     */
    public void weigh(double[] values) {
        for (int i = 0; i < values.length; i++) {
            Particle particle = growing.get(i);
            particle.logWeight += plan.power * (values[i] - particle.value);
            particle.value = values[i];
            // a block that is shorter than it might be was ended by the model
            particle.ended = particle.block < plan.blockTokens || particle.tokens >= prompt.maxTokens();
        }
        double[] weights = weights();
        double effective = 1 / Arrays.stream(weights).map(w -> w * w).sum();
        if (!hasEnded() && effective < plan.particles / 2.) {
            particles = drawn(weights);
        }
    }

    /** Draws as many particles by their weights, systematically (Kitagawa 1996). */
    private List<Particle> drawn(double[] weights) {
        List<Particle> drawn = new ArrayList<>();
        double at = random.nextDouble();
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i] * weights.length;
            for (; at < sum && drawn.size() < weights.length; at++) {
                drawn.add(particles.get(i).copy());
            }
        }
        return drawn;
    }

    private double[] weights() {
        double most = particles.stream().mapToDouble(p -> p.logWeight).max().orElseThrow();
        double[] weights = particles.stream()
                .mapToDouble(p -> Math.exp(p.logWeight - most))
                .toArray();
        double sum = Arrays.stream(weights).sum();
        return Arrays.stream(weights).map(weight -> weight / sum).toArray();
    }

    /** Returns whether every particle has ended. */
    public boolean hasEnded() {
        return particles.stream().allMatch(particle -> particle.ended);
    }

    /** Draws one particle by its weight and returns its text. */
    public String draw() {
        double[] weights = weights();
        double at = random.nextDouble();
        int drawn = 0;
        while (drawn < weights.length - 1 && at >= weights[drawn]) {
            at -= weights[drawn++];
        }
        return particles.get(drawn).text.toString();
    }
}
