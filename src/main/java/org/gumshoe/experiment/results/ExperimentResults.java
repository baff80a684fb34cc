// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.results;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.util.List;
import java.util.Map;

/**
 * What the experiment found: {@code results.json}, part by part. A part that was not run is null; a
 * figure that cannot be formed is NaN.
 *
 * @param seconds wall time by stage
 * @param command exactly what was typed
 * @param versions of Gumshoe, Java, the models (name and SHA-256) and the books (SHA-256 over all
 *     texts)
 */
public record ExperimentResults(
        Setting setting,
        WeakToStrong weakToStrong,
        Basin basin,
        List<DataPoint> data,
        List<LdaSeedPoint> pointers,
        List<LayerPair> layers,
        JudgeQuality judges,
        Steering steering,
        Map<String, Double> seconds,
        String command,
        Map<String, String> versions) {

    /** A figure with its 95 % bootstrap interval; an array of three in JSON. */
    @JsonFormat(shape = JsonFormat.Shape.ARRAY)
    public record Figure(double value, double low, double high) {}

    /**
     * What was read.
     *
     * @param concept name of the concept, such as detective
     * @param label what counts as positive, such as "column detective = 1"
     * @param positives books with a positive label; {@code unlabelled} ones are left out of scores
     * @param authors different authors; scores are on authors that no model was fitted on
     * @param topicWords of the topic that was found
     * @param guided whether the seeds entered the topic model's prior
     * @param layers that the notion is refined at, weak and strong, and that the rule without
     *     labels chose
     */
    public record Setting(
            String concept,
            String label,
            int books,
            int positives,
            int unlabelled,
            int authors,
            int passages,
            List<String> seeds,
            List<String> topicWords,
            String topicExplanation,
            boolean guided,
            Map<String, Integer> layers,
            boolean quick) {}

    /** How well an arm ranks passages and books of unseen authors; intervals are over books. */
    public record ArmScores(
            Figure passageAuc, Figure passageAp, Figure bookAuc, Figure bookAp, Figure precisionAtPositives) {}

    /**
     * @param arms lda, mean-difference, ridge-once, refined-weak, translated, refined-strong,
     *     cluster-intersection, ceiling
     * @param pgrAuc performance gap recovered (Burns et al. 2023): (refined-strong - lda) /
     *     (ceiling - lda) on passage AUC
     * @param pgrAp the same on average precision
     * @param fromScratch the same arms where the LDA and the self-training too read other authors
     *     alone
     */
    public record WeakToStrong(
            Map<String, ArmScores> arms,
            double pgrAuc,
            double pgrAp,
            Map<String, ArmScores> fromScratch,
            double pgrFromScratch) {}

    /**
     * @param radius largest share of noise up to which every start ends within .03 of the clean
     *     end, 0 to 1
     * @param limits below which a refinement is reported as diverged: reliability, correlation,
     *     agreement
     */
    public record Basin(double radius, Map<String, Double> limits, List<Start> starts) {}

    /**
     * One start of the refinement and where it ended, in the strong model.
     *
     * @param kind noise, topic (another topic of the LDA) or seeds (words of another concept)
     * @param noise share of passages whose score was replaced by that of a random passage
     * @param startAuc passage AUC of the start
     * @param endAuc passage AUC of the refined score, cross-fitted by author
     * @param cosineToClean standardised cosine of the refined direction to that from the clean
     *     start
     * @param agreement correlation of the weak and the strong model's book scores
     * @param diverged what the diagnosis said, without labels
     */
    public record Start(
            String kind,
            double noise,
            long seed,
            double startAuc,
            double endAuc,
            double cosineToClean,
            double reliability,
            double correlation,
            double agreement,
            boolean diverged) {}

    /**
     * The refinement on a part of the books: {@code draw} numbers random parts of the same size.
     * AUCs are of passages.
     */
    public record DataPoint(
            String kind,
            int books,
            int positives,
            int draw,
            double ldaAuc,
            double refinedWeakAuc,
            double refinedStrongAuc,
            double ceilingAuc,
            double reliability,
            double correlation,
            double agreement,
            boolean diverged) {}

    /**
     * The refinement from the topic model of another random seed.
     *
     * @param ldaAuc of passages by the LDA's concept score, {@code ldaBookAuc} of books
     * @param refinedBookAuc of books by the strong model's score with its anchor
     */
    public record LdaSeedPoint(
            long seed,
            double ldaAuc,
            double ldaBookAuc,
            double refinedWeakAuc,
            double refinedStrongAuc,
            double refinedBookAuc,
            double reliability,
            double correlation,
            double agreement,
            boolean diverged) {}

    /**
     * @param r2 of the stitch map on held-out books
     * @param r2Shuffled of a map fitted on shuffled pairs
     * @param cosineToNative standardised cosine of the translated vector to the strong model's own,
     *     on books that the map was not fitted on
     * @param cosineShuffled the same through the map of shuffled pairs
     * @param refinedWeakAuc passage AUC refined at the weak layer, {@code refinedStrongAuc} at the
     *     strong one
     * @param chosen whether the rule without labels chose this pair
     */
    public record LayerPair(
            int weak,
            int strong,
            double r2,
            double r2Shuffled,
            double cosineToNative,
            double cosineShuffled,
            double refinedWeakAuc,
            double refinedStrongAuc,
            double reliabilityWeak,
            double reliabilityStrong,
            boolean chosen) {
        public LayerPair asChosen() {
            return new LayerPair(
                    weak,
                    strong,
                    r2,
                    r2Shuffled,
                    cosineToNative,
                    cosineShuffled,
                    refinedWeakAuc,
                    refinedStrongAuc,
                    reliabilityWeak,
                    reliabilityStrong,
                    true);
        }
    }

    /**
     * AUC of the judges on authors that they were not trained on, by texts of 150 words;
     * {@code maskedAuc} of the one that is blind for the seeds and the topic's words.
     */
    public record JudgeQuality(
            double storyAuc, double detectiveAuc, double maskedAuc, int storyTexts, int detectiveTexts) {}

    /**
     * @param transfer (translated - unsteered) / (oracle - unsteered) on the detective judge, story
     *     openings
     * @param mixture weights of the chosen mixture by direction, in typical norms
     * @param strongestFluent the mixture that a rule without labels would choose: of those that
     *     stay fluent for both models the strongest
     * @param tuning what was tried on the first half of the openings, in the order tried
     * @param samples drawn at random, not chosen
     * @param words what the texts are like, in words
     */
    public record Steering(
            List<Arm> arms,
            double transfer,
            Map<String, Double> mixture,
            String strongestFluent,
            List<Arm> tuning,
            List<Sample> samples,
            String words) {
        /**
         * Only mixtures are taken whose texts neither model finds harder than this many times the
         * unsteered ones, so that those of other openings likely stay within 1.1: the ratio of the
         * perplexities of 64 texts has a standard error of about .07.
         */
        public static final double FLUENT = 1.05;
    }

    /**
     * @param openings short (eight words) or story (about fifty words of a plain story)
     * @param strengths by layer, in typical norms
     * @param story mean probability of a story, {@code detective} of a detective story among
     *     fiction, {@code detectiveSe} its standard error over openings
     * @param masked mean probability of the detective judge that is blind for the seeds and the
     *     topic's words
     * @param joint share of texts that both judges hold above one half
     * @param content share of texts with words of detection or crime that the pipeline never sees
     * @param allThree share of texts that are joint and have content: what a reader would call a
     *     detective story
     * @param perplexity by the model that wrote, unsteered; {@code perplexityOther} by the other
     *     model
     * @param distinct2 different pairs of words over all pairs
     * @param wrongWay share of openings whose mean detective probability fell below that of the
     *     unsteered texts
     * @param intervals 95 % bootstrap over openings of story, detective, masked, joint, content,
     *     allThree, perplexity, perplexityOther, distinct2
     */
    public record Arm(
            String arm,
            String openings,
            List<Integer> layers,
            List<Double> strengths,
            int texts,
            double story,
            double detective,
            double detectiveSe,
            double masked,
            double joint,
            double content,
            double allThree,
            double perplexity,
            double perplexityOther,
            double distinct2,
            double wrongWay,
            Map<String, Figure> intervals) {}

    /** One text: the opening and how it went on. */
    public record Sample(
            String arm,
            String openings,
            String opening,
            String text,
            double story,
            double detective,
            boolean content) {}
}
