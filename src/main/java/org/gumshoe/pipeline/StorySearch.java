// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.gumshoe.BadInputException;
import org.gumshoe.lm.generation.Prompt;
import org.gumshoe.lm.generation.Sampling;
import org.gumshoe.lm.transformer.Injection;

/**
 * Search for a story among candidates: block by block several continuations are written, one of them is
 * chosen, and the next block continues it (blockwise best of n, Mudgal et al. 2023). Of n candidates the
 * first is steered with 1/n of the greatest strength, the last with all of it, so that the choice also finds how much
 * steering a block needs. It costs as many times the tokens of one story as there are candidates. The caller
 * writes the prompts in any batch, tells the tokens, and chooses.
 */
public final class StorySearch {
    /**
     * Plan of a search.
     *
     * @param candidates at each block, at least 1
     * @param blockTokens length of a block; a story of no more tokens is chosen as a whole
     * @param strongest share of the vector that the last candidate is written with
     */
    public record Plan(int candidates, int blockTokens, double strongest) {
        /** Plan of the arm {@code best}: a choice that nobody has tuned (decision 36). */
        public static final Plan DEFAULT = new Plan(4, 24, 1);

        /** The same where the vector's strengths are solved: candidates have all of it on average. */
        public static final Plan SOLVED =
                new Plan(DEFAULT.candidates, DEFAULT.blockTokens, 2. * DEFAULT.candidates / (DEFAULT.candidates + 1));

        public Plan {
            if (candidates < 1 || blockTokens < 1) {
                throw new BadInputException("A search among " + candidates + " candidates in blocks of " + blockTokens
                        + " tokens finds no story; give 1 or more of both.");
            }
        }

        /** Returns the share of the vector that each candidate is written with. */
        public double[] shares() {
            return IntStream.rangeClosed(1, candidates)
                    .mapToDouble(candidate -> strongest * candidate / candidates)
                    .toArray();
        }
    }

    /** Token of a candidate. */
    public record Token(int id, String text, double logProb) {}

    private static final class Candidate {
        private final List<Token> tokens = new ArrayList<>();
        private boolean complete;
    }

    private final Prompt prompt;
    private final Plan plan;
    private final StringBuilder text = new StringBuilder();
    private final List<Candidate> candidates = new ArrayList<>();
    private int tokens;
    private int blockTokens;
    private int block;
    private boolean ended;

    /** @param prompt of the whole story */
    public StorySearch(Prompt prompt, Plan plan) {
        this.prompt = prompt;
        this.plan = plan;
    }

    /** Begins the next block and returns the prompts of its candidates. */
    public List<Prompt> nextBlock() {
        if (ended) {
            throw new IllegalStateException("the story has ended");
        }
        candidates.clear();
        blockTokens = Math.min(plan.blockTokens, prompt.maxTokens() - tokens);
        List<Prompt> prompts = new ArrayList<>();
        double[] shares = plan.shares();
        for (int c = 0; c < plan.candidates; c++) {
            candidates.add(new Candidate());
            prompts.add(new Prompt(
                    prompt.text() + text,
                    Math.clamp(prompt.minTokens() - (long) tokens, 0, blockTokens),
                    blockTokens,
                    sampling(c),
                    steering(shares[c])));
        }
        block++;
        return prompts;
    }

    private List<Injection> steering(double share) {
        return share == 1
                ? prompt.injections()
                : prompt.injections().stream()
                        .map(injection -> injection.times(share))
                        .toList();
    }

    /**
     * Every block and candidate draws other random numbers; the first candidate's first block those of a
     * plain story.
     */
    private Sampling sampling(int candidate) {
        Sampling plain = prompt.sampling();
        long seed = plain.seed() + 0x9E3779B97F4A7C15L * (block + 1000L * candidate);
        return new Sampling(plain.temperature(), plain.topP(), seed);
    }

    /**
     * Adds a token to a candidate of the block.
     *
     * @param last whether the candidate's block is written
     */
    public void add(int candidate, Token token, boolean last) {
        Candidate of = candidates.get(candidate);
        of.tokens.add(token);
        of.complete = last;
    }

    /** Returns whether all candidates of the block are written. */
    public boolean isBlockComplete() {
        return candidates.stream().allMatch(candidate -> candidate.complete);
    }

    /** Returns the story so far with each candidate's block. */
    public List<String> texts() {
        return candidates.stream().map(candidate -> text + written(candidate)).toList();
    }

    private static String written(Candidate candidate) {
        StringBuilder text = new StringBuilder();
        candidate.tokens.forEach(token -> text.append(token.text));
        return text.toString();
    }

    /** Chooses a candidate and returns its block. */
    public List<Token> choose(int candidate) {
        Candidate chosen = candidates.get(candidate);
        text.append(written(chosen));
        tokens += chosen.tokens.size();
        // a block that is shorter than it might be was ended by the model
        ended = chosen.tokens.size() < blockTokens || tokens >= prompt.maxTokens();
        return List.copyOf(chosen.tokens);
    }

    public boolean hasEnded() {
        return ended;
    }

    /** Returns the story so far, without its prompt. */
    public String text() {
        return text.toString();
    }
}
