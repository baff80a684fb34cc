// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.stories;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.gumshoe.BadInputException;
import org.gumshoe.lm.generation.Prompt;
import org.gumshoe.lm.generation.Sampling;
import org.gumshoe.lm.transformer.Injection;
import org.gumshoe.schemas.LayerDirection;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.schemas.StoryRequest;
import org.gumshoe.services.common.records.FloatLists;

/**
 * What each arm of a story does to the model. {@code unsteered} does nothing; {@code prompt} only
 * says the genre; {@code random} adds random directions of the same length as the vector's; every
 * other arm is the vector of that kind.
 */
final class StoryArms {
    static final String UNSTEERED = "unsteered";
    static final String PROMPT = "prompt";
    static final String RANDOM = "random";
    private static final List<String> PREFERRED = List.of("refined", "translated", "native");

    private StoryArms() {}

    /**
     * A request that can be served: its prompt for the model, and what it says of the vector behind
     * it.
     *
     * @param refined whether a refined vector that has not diverged steers as it is: at its own
     *     strength, in all of its layers
     */
    record Served(StoryRequest request, Prompt prompt, long vectorVersion, double strength, boolean refined) {}

    /** A request that cannot be served (yet). */
    static final class NoVector extends Exception {
        private static final long serialVersionUID = 1L;

        NoVector(String message) {
            super(message);
        }
    }

    /** @param vectors the steering-vectors topic as a table */
    static Served serve(StoryRequest request, String model, Map<String, SteeringVector> vectors) throws NoVector {
        String arm = request.getArm();
        boolean plain = arm.equals(UNSTEERED) || arm.equals(PROMPT);
        SteeringVector vector = plain ? null : vector(request, model, vectors);
        List<Injection> injections = new ArrayList<>();
        double strength = 0;
        if (vector != null) {
            strength = request.getStrength() == null
                    ? vector.getLayers().getFirst().getStrength()
                    : request.getStrength();
            Random random = new Random(request.getSeed());
            for (LayerDirection layer : layers(request, vector)) {
                double length =
                        layer.getTypicalNorm() * (request.getStrength() == null ? layer.getStrength() : strength);
                float[] unit = arm.equals(RANDOM)
                        ? randomUnit(layer.getDirection().size(), random)
                        : FloatLists.array(layer.getDirection());
                injections.add(new Injection(layer.getLayer(), scaled(unit, length)));
            }
        }
        String text = arm.equals(PROMPT)
                ? "A " + request.getConcept() + " story.\n\n" + request.getPrompt()
                : request.getPrompt();
        Sampling sampling = new Sampling(request.getTemperature(), request.getTopP(), request.getSeed());
        return new Served(
                request,
                new Prompt(text, request.getTokens(), sampling, injections),
                vector == null ? 0 : vector.getVersion(),
                strength,
                isRefined(request, vector));
    }

    private static boolean isRefined(StoryRequest request, SteeringVector vector) {
        return vector != null
                && vector.getKind().equals(PREFERRED.getFirst())
                && !vector.getDiverged()
                && !request.getArm().equals(RANDOM)
                && request.getStrength() == null
                && request.getLayers().isEmpty();
    }

    /**
     * The SHA-256 of the model that the request's vector lives in; for an arm without a vector,
     * that of the vector in force, so that steered and unsteered stories come from one model while
     * another is taking over. Empty while there is no such vector.
     */
    static Optional<String> model(StoryRequest request, Map<String, SteeringVector> vectors) {
        return kinds(request.getArm()).stream()
                .map(kind -> vectors.get(request.getConcept() + "|" + request.getRole() + "|" + kind))
                .filter(Objects::nonNull)
                .findFirst()
                .map(SteeringVector::getModel);
    }

    private static List<String> kinds(String arm) {
        return List.of(UNSTEERED, PROMPT, RANDOM, "steered").contains(arm) ? PREFERRED : List.of(arm);
    }

    private static List<LayerDirection> layers(StoryRequest request, SteeringVector vector) {
        for (int layer : request.getLayers()) {
            if (vector.getLayers().stream().noneMatch(l -> l.getLayer() == layer)) {
                throw new BadInputException("The " + vector.getKind() + " vector has no layer " + layer + "; it has "
                        + vector.getLayers().stream()
                                .map(l -> Integer.toString(l.getLayer()))
                                .collect(Collectors.joining(", "))
                        + ".");
            }
        }
        return vector.getLayers().stream()
                .filter(l ->
                        request.getLayers().isEmpty() || request.getLayers().contains(l.getLayer()))
                .toList();
    }

    private static SteeringVector vector(StoryRequest request, String model, Map<String, SteeringVector> vectors)
            throws NoVector {
        String prefix = request.getConcept() + "|" + request.getRole() + "|";
        for (String kind : kinds(request.getArm())) {
            SteeringVector vector = vectors.get(prefix + kind);
            if (vector != null && vector.getModel().equals(model)) {
                if (request.getVersion() != null && vector.getVersion() != request.getVersion()) {
                    throw new NoVector("Version " + request.getVersion() + " of the vector " + prefix + kind
                            + " is not in force, version " + vector.getVersion()
                            + " is; ask for that one or for none in particular.");
                }
                return vector;
            }
        }
        throw new NoVector("There is no " + request.getArm() + " steering vector of the concept " + request.getConcept()
                + " for the " + request.getRole()
                + " model; stream books in and wait for the steering service, or ask for the arm unsteered.");
    }

    private static float[] randomUnit(int width, Random random) {
        float[] values = new float[width];
        double squares = 0;
        for (int i = 0; i < width; i++) {
            values[i] = (float) random.nextGaussian();
            squares += values[i] * values[i];
        }
        return scaled(values, 1 / Math.sqrt(squares));
    }

    private static float[] scaled(float[] values, double factor) {
        float[] scaled = new float[values.length];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = (float) (factor * values[i]);
        }
        return scaled;
    }
}
