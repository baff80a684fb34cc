// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.transformer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.gumshoe.lm.Golden;
import org.gumshoe.lm.ModelFiles;
import org.gumshoe.lm.config.Precision;
import org.gumshoe.lm.weights.ModelFile;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The random models of every architecture, whose blocks multiply in eight bits; they are rotated by 16 columns. */
class EightBitReadingTest {
    @ParameterizedTest
    @MethodSource("org.gumshoe.lm.Golden#architectures")
    void theEndIsThatOfF32ButForRounding(String name) {
        double error = distance(end(name, ReadingPlan.ALL), end(name, ReadingPlan.inF32("for comparison")));
        assertThat(error).isPositive().isLessThan(.2);
    }

    /** What a plan leaves in f32 is not rounded: with all of it in f32, nothing is. */
    @ParameterizedTest
    @MethodSource("org.gumshoe.lm.Golden#architectures")
    void aMatrixInF32IsNotRounded(String name) {
        ReadingPlan none = new ReadingPlan(
                true,
                Set.copyOf(IntStream.range(0, 16)
                        .boxed()
                        .flatMap(block -> List.of("qkv_proj", "o_proj", "gate_proj", "up_proj", "down_proj").stream()
                                .map(matrix -> ReadingPlan.name(block, matrix)))
                        .toList()),
                "for comparison");
        float[] exact = end(name, ReadingPlan.inF32("for comparison"));
        assertThat(distance(end(name, none), exact)).isLessThan(1e-6);
        assertThat(distance(end(name, new ReadingPlan(true, Set.of("3.down_proj"), "")), exact))
                .isNotEqualTo(distance(end(name, ReadingPlan.ALL), exact));
    }

    @Test
    void whatChangesTheEndThreeTimesAsMuchAsTheMeanStaysInF32() {
        double[] effects = new double[8];
        Arrays.fill(effects, 1e-4);
        assertThat(ReadingPlanner.choose(effects, "pace").f32()).isEmpty();
        effects[5] = 1e-3;
        ReadingPlan plan = ReadingPlanner.choose(effects, "pace");
        assertThat(plan.f32()).containsExactly("5.down_proj");
        assertThat(plan)
                .hasToString("in eight bits but for 5.down_proj (pace; rounded, all down projections change 0.00170 of "
                        + "the end's square, these alone 0.00100)");
    }

    @Test
    void thePlannerMeasuresAModel() {
        try (ModelFile file = ModelFiles.open(Golden.resource("tiny/llama3"));
                Transformer transformer = transformer(file, ReadingPlan.ALL)) {
            assertThat(transformer.measureReading(ids("llama3")).reason())
                    .contains("ms of a block of 256 tokens, eight bits / f32: ");
            double[] effects = new ReadingPlanner(transformer).effects(ids("llama3"));
            assertThat(effects).hasSize(transformer.config().numLayers());
            assertThat(Arrays.stream(effects)).allMatch(effect -> effect > 0 && effect < .01);
        }
    }

    private static int[] ids(String name) {
        return Golden.ints(
                Golden.json(Golden.resource("tiny/" + name + "/expected.json")).get("ids"));
    }

    private static Transformer transformer(ModelFile file, ReadingPlan plan) {
        Transformer transformer =
                new Transformer(file, Precision.INT8, opened -> DecodePlan.engine("by request"), opened -> plan);
        Assumptions.assumeTrue(
                transformer.eightBits().isPresent(), "SKIPPED: the engine has no products of eight bits here");
        return transformer;
    }

    private static float[] end(String name, ReadingPlan plan) {
        try (ModelFile file = ModelFiles.open(Golden.resource("tiny/" + name));
                Transformer transformer = transformer(file, plan);
                ForwardBatch batch = ForwardBatch.withoutCache(transformer, List.of(ids(name)))) {
            return transformer.forward(batch).toFloatArray();
        }
    }

    /** Returns the root of the squared difference, as part of the square. */
    private static double distance(float[] a, float[] b) {
        double difference = 0;
        double square = 0;
        for (int i = 0; i < a.length; i++) {
            difference += (a[i] - b[i]) * (double) (a[i] - b[i]);
            square += b[i] * (double) b[i];
        }
        return Math.sqrt(difference / square);
    }
}
