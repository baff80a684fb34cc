// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.stories;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.gumshoe.BadInputException;
import org.gumshoe.lm.generation.Prompt;
import org.gumshoe.lm.generation.Sampling;
import org.gumshoe.lm.transformer.Injection;
import org.gumshoe.pipeline.Outcome;
import org.gumshoe.pipeline.StoryArm;
import org.gumshoe.pipeline.StoryArms;
import org.gumshoe.pipeline.StorySearch;
import org.gumshoe.pipeline.VectorBuilder;
import org.gumshoe.pipeline.VectorKind;
import org.gumshoe.schemas.LayerDirection;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.schemas.StoryRequest;
import org.gumshoe.services.common.records.FloatLists;
import org.gumshoe.services.common.records.KeptVectors;
import org.gumshoe.services.common.records.VectorKey;
import org.gumshoe.steer.Direction;
import org.gumshoe.steer.TextGroup;
import org.gumshoe.steer.control.ReadOut;
import org.gumshoe.steer.control.StoryScore;

/**
 * Prepared story request: its prompt for the model and a description of its vector.
 *
 * @param strength at the first steered layer, in typical norms; 0 without a vector
 * @param group of texts that it belongs to where nothing of its arm was changed; empty where its text tells of no arm
 * @param control by which the story is chosen among candidates; empty where it is written once
 * @param note why the story is written in a plainer way than its arm asks for; empty where it is not
 * @param probe the vector whose direction is read in the story's tokens: the one that steers, else
 *     the concept's best; empty where the concept has none
 */
record PreparedStory(
        StoryRequest request,
        Prompt prompt,
        long vectorVersion,
        double strength,
        Optional<TextGroup> group,
        Optional<ChosenBy> control,
        String note,
        Optional<SteeringVector> probe) {

    /** Way in which a story is chosen among candidates. */
    record ChosenBy(StoryScore score, StorySearch.Plan plan) {}

    /**
     * Prepares a request.
     *
     * @param model SHA-256 of the model that is to write
     * @param vectors the steering-vectors topic as a table
     * @param former versions that are no longer in force
     * @return not yet while there is no vector as the request asks for
     * @throws BadInputException when the request is invalid
     */
    static Outcome<PreparedStory> of(
            StoryRequest request, String model, Map<String, SteeringVector> vectors, KeptVectors former) {
        StoryArm arm = StoryArm.of(request.getArm());
        if (!arm.isSteered()) {
            Optional<SteeringVector> probe = StoryArm.STEERED.kinds().stream()
                    .flatMap(kind -> find(request, kind, vectors, former).stream())
                    .filter(vector -> vector.getModel().equals(model))
                    .findFirst();
            return Outcome.known(prepared(request, arm, null, List.of(), 0, probe));
        }
        return vector(request, arm, model, vectors, former)
                .then(vector -> Outcome.known(steered(request, arm, vector)));
    }

    private static PreparedStory steered(StoryRequest request, StoryArm arm, SteeringVector vector) {
        List<LayerDirection> layers = layers(request, vector);
        double own = vector.getLayers().getFirst().getStrength();
        double strength = request.getStrength() == null ? own : request.getStrength();
        List<Direction> directions = layers.stream()
                .map(layer ->
                        direction(layer, request.getStrength() == null ? layer.getStrength() : request.getStrength()))
                .toList();
        if (arm == StoryArm.RANDOM) {
            directions = VectorBuilder.random(directions, request.getSeed());
        }
        PreparedStory plain =
                prepared(request, arm, vector, StoryArms.steering(directions), strength, Optional.of(vector));
        return arm == StoryArm.BEST ? plain.chosen(vector) : plain;
    }

    /** Returns this story with its vector's control; without one it stays as it is and says so. */
    private PreparedStory chosen(SteeringVector vector) {
        Outcome<ChosenBy> by = Outcome.attempt(() -> control(vector));
        return new PreparedStory(
                request,
                prompt,
                vectorVersion,
                strength,
                group,
                by.value(),
                by.whyNot()
                        .map(why -> why + " The story is written once, as by the arm " + StoryArm.STEERED + ".")
                        .orElse(""),
                probe);
    }

    private ChosenBy control(SteeringVector vector) {
        if (vector.getControl() == null) {
            throw new BadInputException(
                    "The " + vector.getKind() + " vector of " + request.getConcept() + " has no probe to choose by.");
        }
        if (strength < 0) {
            throw new BadInputException(
                    "With a negative strength the story leads away from what the concept's probe would choose.");
        }
        int width = vector.getLayers().getFirst().getDirection().size();
        StoryScore score = StoryControlReader.score(vector.getControl());
        for (ReadOut readOut : score.readOuts()) {
            if (readOut.weights().length != width
                    || vector.getLayers().stream().noneMatch(layer -> layer.getLayer() == readOut.layer())) {
                throw new BadInputException("The probe of " + vector.getConcept() + ", of layer " + readOut.layer()
                        + " and width " + readOut.weights().length + ", is another model's than the vector.");
            }
        }
        return new ChosenBy(score, StoryControlReader.plan(vector.getControl()));
    }

    /** Returns a direction whose norm is its strength. */
    private static Direction direction(LayerDirection layer, double strength) {
        return new Direction(
                layer.getLayer(),
                FloatLists.array(layer.getDirection()),
                strength * layer.getTypicalNorm(),
                layer.getTypicalNorm());
    }

    private static PreparedStory prepared(
            StoryRequest request,
            StoryArm arm,
            SteeringVector vectorOrNull,
            List<Injection> steering,
            double strength,
            Optional<SteeringVector> probe) {
        Sampling sampling = new Sampling(request.getTemperature(), request.getTopP(), request.getSeed());
        return new PreparedStory(
                request,
                StoryArms.prompt(
                        arm,
                        request.getConcept(),
                        request.getPrompt(),
                        request.getMinTokens(),
                        request.getTokens(),
                        sampling,
                        steering),
                vectorOrNull == null ? 0 : vectorOrNull.getVersion(),
                strength,
                group(request, arm, vectorOrNull),
                Optional.empty(),
                "",
                probe);
    }

    private static Optional<TextGroup> group(StoryRequest request, StoryArm arm, SteeringVector vectorOrNull) {
        if (arm == StoryArm.UNSTEERED) {
            return Optional.of(TextGroup.UNSTEERED);
        }
        boolean unchanged = vectorOrNull != null
                && !vectorOrNull.getDiverged()
                && arm != StoryArm.RANDOM
                && arm != StoryArm.BEST
                && request.getStrength() == null
                && request.getVersion() == null
                && request.getLayers().isEmpty();
        return unchanged ? TextGroup.find(vectorOrNull.getKind()) : Optional.empty();
    }

    /**
     * Returns the SHA-256 of the model that the request's vector belongs to. An arm without a
     * vector has that of the current vector, so that steered and unsteered stories come from one
     * model even while another takes over. Empty while there is no such vector.
     */
    static Optional<String> model(StoryRequest request, Map<String, SteeringVector> vectors, KeptVectors former) {
        return StoryArm.of(request.getArm()).kinds().stream()
                .filter(kind -> vectors.containsKey(key(request, kind)))
                .findFirst()
                .map(kind -> find(request, kind, vectors, former).orElseGet(() -> vectors.get(key(request, kind))))
                .map(SteeringVector::getModel);
    }

    /** Returns the version that a request asks for; the one in force where it asks for none. */
    private static Optional<SteeringVector> find(
            StoryRequest request, VectorKind kind, Map<String, SteeringVector> vectors, KeptVectors former) {
        String key = key(request, kind);
        Optional<SteeringVector> inForce = Optional.ofNullable(vectors.get(key));
        Long version = request.getVersion();
        return version == null
                        || inForce.filter(vector -> vector.getVersion() == version)
                                .isPresent()
                ? inForce
                : former.find(key, version);
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

    private static Outcome<SteeringVector> vector(
            StoryRequest request, StoryArm arm, String model, Map<String, SteeringVector> vectors, KeptVectors former) {
        for (VectorKind kind : arm.kinds()) {
            Optional<SteeringVector> wanted = find(request, kind, vectors, former);
            if (wanted.filter(vector -> vector.getModel().equals(model)).isPresent()) {
                return Outcome.known(wanted.get());
            }
            SteeringVector inForce = vectors.get(key(request, kind));
            if (inForce != null && wanted.isEmpty()) {
                return Outcome.notYet("Version " + request.getVersion() + " of the vector " + key(request, kind)
                        + " is neither in force nor kept, version " + inForce.getVersion()
                        + " is; ask for that one or for none in particular.");
            }
        }
        return Outcome.notYet("There is no " + arm + " steering vector of the concept " + request.getConcept()
                + " for the " + request.getRole()
                + " model; stream books in and wait for the steering service, or ask for the arm unsteered.");
    }

    private static String key(StoryRequest request, VectorKind kind) {
        return new VectorKey(request.getConcept(), request.getRole(), kind.wireName()).format();
    }
}
