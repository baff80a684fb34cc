// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.results;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.util.List;
import java.util.Map;

/**
 * Results of the experiment, part by part, as {@code results.json} has them. A part that was not
 * run is null; a figure that cannot be computed is NaN.
 *
 * @param pointers runs with topic models of other random seeds
 * @param halves the part that fits on halves of the authors, with concepts of its own
 * @param laws the part that measures four laws on these concepts
 * @param seconds wall time by stage
 * @param command the command line
 * @param versions of Gumshoe, Java, the models (name and SHA-256) and the books (SHA-256 over all
 *     texts)
 */
public record ExperimentResults(
        Setting setting,
        WeakToStrong weakToStrong,
        Basin basin,
        List<DataPoint> data,
        List<LdaSeedPoint> pointers,
        HalvesResults halves,
        LawsResults laws,
        List<LayerPair> layers,
        JudgeQuality judges,
        SteeringResults steering,
        Map<String, Double> seconds,
        String command,
        Map<String, String> versions) {

    /** Figure with its 95 % bootstrap interval; an array of three numbers in JSON. */
    @JsonFormat(shape = JsonFormat.Shape.ARRAY)
    public record Figure(double value, double low, double high) {}

    /**
     * Setting of the experiment.
     *
     * @param concept name of the concept, such as detective
     * @param label definition of a positive book, such as "column detective = 1"
     * @param positives number of positive books
     * @param unlabelled number of borderline books, which are not scored
     * @param authors number of authors; scores are on authors that no model was fitted on
     * @param topicWords of the topic that was found
     * @param guided whether the seed words entered the topic model's prior
     * @param layers at which the concept is refined, weak and strong, chosen without labels
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

    /**
     * Scores of an arm's ranking of passages and books of unseen authors, with intervals over
     * books.
     */
    public record ArmScores(
            Figure passageAuc, Figure passageAp, Figure bookAuc, Figure bookAp, Figure precisionAtPositives) {}

    /**
     * Results of the weak-to-strong part.
     *
     * @param arms lda, mean-difference, ridge-once, refined-weak, translated, refined-strong,
     *     cluster-intersection, ceiling; where the models are asked, words-weak, words-strong and topics-alone, too
     * @param pgrAuc performance gap recovered (Burns et al. 2023): (refined-strong - lda) /
     *     (ceiling - lda) on passage AUC
     * @param pgrAp the same on average precision
     * @param fromScratch the same arms where LDA and self-training, too, read other authors alone
     * @param pgrFromScratch performance gap recovered of these
     */
    public record WeakToStrong(
            Map<String, ArmScores> arms,
            double pgrAuc,
            double pgrAp,
            Map<String, ArmScores> fromScratch,
            double pgrFromScratch) {}

    /**
     * Results of the basin part.
     *
     * @param radius largest share of noise up to which every run ends within .03 of the clean run,
     *     0 to 1
     * @param limits thresholds below which a refinement counts as diverged: reliability,
     *     correlation, agreement
     */
    public record Basin(double radius, Map<String, Double> limits, List<Start> starts) {}

    /**
     * Start of a refinement, and where it ended in the strong model.
     *
     * @param kind noise, topic (another topic of the LDA), seeds (random words instead of the seed
     *     words) or clusters (of the strong model's books)
     * @param noise share of passages whose pointer was replaced by that of a random passage
     * @param startAuc passage AUC of the start
     * @param endAuc passage AUC of the refined probe, cross-fitted by author: of the concept that was found
     * @param pointedAuc of the refined score, which holds each passage's own pointer, spoilt as it is
     * @param cosineToClean standardised cosine of the refined direction to that of the clean run
     * @param agreement correlation of the weak and the strong model's book scores
     * @param diverged verdict of the diagnosis without labels
     */
    public record Start(
            String kind,
            double noise,
            long seed,
            double startAuc,
            double endAuc,
            double pointedAuc,
            double cosineToClean,
            double reliability,
            double correlation,
            double agreement,
            boolean diverged) {}

    /**
     * Refinement of a random subset of the books. AUCs are of passages.
     *
     * @param kind growth (more books) or rare (fewer positive books)
     * @param draw number of the subset among those of its size
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
     * Refinement from the topic model of another random seed.
     *
     * @param ldaAuc of passages by the LDA's concept score
     * @param ldaBookAuc of books by the LDA's concept score
     * @param refinedBookAuc of books by the strong model's anchored score
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
     * Pair of a weak and a strong layer.
     *
     * @param r2 of the stitch map on held-out books
     * @param r2Shuffled of a map fitted on shuffled pairs
     * @param cosineToNative standardised cosine of the translated vector to the strong model's own,
     *     on books that the map was not fitted on
     * @param cosineShuffled the same through the map of shuffled pairs
     * @param refinedWeakAuc passage AUC refined at the weak layer
     * @param refinedStrongAuc passage AUC refined at the strong layer
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
     * Quality of the judges: AUC on authors that they were not trained on, by texts of 150 words.
     *
     * @param maskedAuc of the judge that does not see the seed words and the topic's words
     */
    public record JudgeQuality(
            double storyAuc, double detectiveAuc, double maskedAuc, int storyTexts, int detectiveTexts) {}
}
