// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.stories;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.gumshoe.lm.Injection;
import org.gumshoe.lm.Prompt;
import org.gumshoe.lm.Sampling;
import org.gumshoe.schemas.LayerDirection;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.schemas.StoryRequest;
import org.gumshoe.services.kit.Floats;

/**
 * What each arm of a story does to the model. {@code unsteered} does nothing; {@code prompt} only says the genre; {@code random} adds random directions
 * of the same length as the vector's; every other arm is the vector of that kind.
 */
final class Arms {
    static final String UNSTEERED = "unsteered";
    static final String PROMPT = "prompt";
    static final String RANDOM = "random";
    private static final List<String> PREFERRED = List.of("refined", "translated", "native");

    private Arms() {}

    /** A request that can be served: its prompt for the model, and what it says of the vector behind it. */
    record Served(StoryRequest request, Prompt prompt, long vectorVersion, double strength) {}

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
            for (LayerDirection layer : vector.getLayers()) {
                double length =
                        layer.getTypicalNorm() * (request.getStrength() == null ? layer.getStrength() : strength);
                float[] unit = arm.equals(RANDOM)
                        ? randomUnit(layer.getDirection().size(), random)
                        : Floats.array(layer.getDirection());
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
                strength);
    }

    private static SteeringVector vector(StoryRequest request, String model, Map<String, SteeringVector> vectors)
            throws NoVector {
        String prefix = request.getConcept() + "|" + request.getRole() + "|";
        List<String> kinds = request.getArm().equals(RANDOM) || request.getArm().equals("steered")
                ? PREFERRED
                : List.of(request.getArm());
        for (String kind : kinds) {
            SteeringVector vector = vectors.get(prefix + kind);
            if (vector != null && vector.getModel().equals(model)) {
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
