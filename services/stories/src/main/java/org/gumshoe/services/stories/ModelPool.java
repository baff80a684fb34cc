// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.stories;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.gumshoe.BadInputException;
import org.gumshoe.lm.LanguageModel;
import org.gumshoe.lm.SteerableModel;
import org.gumshoe.lm.served.ServedModel;
import org.gumshoe.lm.served.ServerSettings;
import org.gumshoe.pipeline.Outcome;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.schemas.StoryRequest;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.KeptVectors;

/**
 * Pool of loaded language models, one for each role, and the choice of the model that writes a
 * story.
 */
final class ModelPool implements AutoCloseable {
    private final Map<String, SteerableModel> loaded = new HashMap<>();
    private final Function<String, Optional<ServerSettings>> servers;

    /** @param servers settings of a role's servers; empty where its models run in this process */
    ModelPool(Function<String, Optional<ServerSettings>> servers) {
        this.servers = servers;
    }

    /**
     * Returns the model that the current vector belongs to, or the announced one where there is no
     * vector or its model was never announced.
     *
     * @param models the language-models topic as a table
     * @param vectors the steering-vectors topic as a table
     * @param former versions that are no longer in force
     */
    static Outcome<ModelAnnouncement> of(
            StoryRequest request,
            Map<String, ModelAnnouncement> models,
            Map<String, SteeringVector> vectors,
            KeptVectors former) {
        ModelAnnouncement announced = models.get(request.getRole());
        if (announced == null) {
            return Outcome.notYet("No " + request.getRole()
                    + " language model has been announced; publish one to the topic " + Topics.LANGUAGE_MODELS.name()
                    + " (gumshoe up and gumshoe demo do).");
        }
        return Outcome.attempt(() -> PreparedStory.model(request, vectors, former)
                .filter(sha256 -> !sha256.equals(announced.getSha256()))
                .flatMap(sha256 -> models.values().stream()
                        .filter(known -> known.getRole().equals(request.getRole()))
                        .filter(known -> known.getSha256().equals(sha256))
                        .findFirst())
                .orElse(announced));
    }

    /**
     * Loads a model, in place of another one of its role.
     *
     * @throws BadInputException when the file is not the announced one, or no server holds it
     * @throws UncheckedIOException when there is no file, or its server is away or in trouble; requests
     *     wait until it is back
     */
    SteerableModel load(ModelAnnouncement wanted) {
        String role = wanted.getRole();
        SteerableModel current = loaded.get(role);
        if (current == null || !current.info().sha256().equals(wanted.getSha256())) {
            if (current != null) {
                current.close();
            }
            loaded.remove(role);
            if (Files.notExists(Path.of(wanted.getLocation()))) {
                throw new UncheckedIOException(new NoSuchFileException(
                        wanted.getLocation(), null, "the " + role + " model's file is gone: put it back"));
            }
            current = open(Path.of(wanted.getLocation()), servers.apply(role));
            loaded.put(role, current);
            if (!current.info().sha256().equals(wanted.getSha256())) {
                throw new BadInputException(
                        wanted.getLocation() + " is not the " + role + " model that was announced (its SHA-256 is "
                                + current.info().sha256() + "): announce it again or put the former file back.");
            }
        }
        return current;
    }

    private static SteerableModel open(Path files, Optional<ServerSettings> servers) {
        return servers.isPresent() ? ServedModel.open(files, servers.get(), new int[0], 1) : LanguageModel.load(files);
    }

    @Override
    public void close() {
        loaded.values().forEach(SteerableModel::close);
    }
}
