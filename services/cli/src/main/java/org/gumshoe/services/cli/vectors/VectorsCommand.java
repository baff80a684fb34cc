// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.vectors;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gumshoe.BadInputException;
import org.gumshoe.VisibleText;
import org.gumshoe.schemas.Cause;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.services.cli.client.GumshoeClient;
import org.gumshoe.services.cli.options.ConceptOptions;
import org.gumshoe.services.cli.options.SystemOptions;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.TopicTable;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.AnnouncementKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Command {@code gumshoe vectors}: the steering vectors of a running system. */
@Command(
        name = "vectors",
        description = "Lists, shows, compares, exports and imports the steering vectors of a running system.",
        mixinStandardHelpOptions = true)
public final class VectorsCommand {
    @Spec
    CommandSpec spec;

    @Command(
            name = "list",
            description = "Lists the newest version of each vector, with what caused it.",
            mixinStandardHelpOptions = true)
    int list(
            @Option(names = "--history", description = "list former versions too, as far as the broker still has them")
                    boolean history,
            @Mixin SystemOptions system)
            throws InterruptedException {
        VectorHistory vectors = VectorHistory.read(system.ready());
        (history ? vectors.versions() : vectors.newest())
                .forEach(vector -> out().println(VisibleText.line(VectorText.line(vector))));
        if (vectors.versions().isEmpty()) {
            out().println("There are no vectors yet; send books with `gumshoe ingest` and wait.");
        }
        return 0;
    }

    @Command(
            name = "show",
            description = "Shows a vector's parents (the models and the map it was made from), causes, diagnosis and "
                    + "layers.",
            mixinStandardHelpOptions = true)
    int show(
            @Parameters(paramLabel = "CONCEPT/ROLE/KIND[@VERSION]", description = "name of the vector") String name,
            @Mixin SystemOptions system)
            throws InterruptedException {
        VectorName wanted = VectorName.parse(name);
        VectorText.details(VectorHistory.read(system.ready()).find(wanted)).stream()
                .map(VisibleText::line)
                .forEach(out()::println);
        return 0;
    }

    @Command(
            name = "diff",
            description = "Shows the difference of two vectors or versions.",
            mixinStandardHelpOptions = true)
    int diff(
            @Parameters(paramLabel = "VECTOR", description = "CONCEPT/ROLE/KIND[@VERSION]") String one,
            @Parameters(paramLabel = "VECTOR", description = "the vector to compare with") String other,
            @Mixin SystemOptions system)
            throws InterruptedException {
        List<VectorName> names = List.of(VectorName.parse(one), VectorName.parse(other));
        VectorHistory vectors = VectorHistory.read(system.ready());
        VectorText.difference(vectors.find(names.get(0)), vectors.find(names.get(1))).stream()
                .map(VisibleText::line)
                .forEach(out()::println);
        return 0;
    }

    @Command(
            name = "export",
            description = "Writes a vector as a control vector for llama.cpp (.gguf) or as JSON.",
            mixinStandardHelpOptions = true)
    int export(
            @Parameters(paramLabel = "CONCEPT/ROLE/KIND[@VERSION]", description = "name of the vector") String name,
            @Option(names = "--out", required = true, paramLabel = "FILE", description = "file to write") Path file,
            @Option(
                            names = "--strength",
                            paramLabel = "C",
                            description = "strength to write, in typical norms (default: the vector's own)")
                    Double strength,
            @Mixin SystemOptions system)
            throws InterruptedException, IOException {
        VectorName wanted = VectorName.parse(name);
        Settings settings = system.ready();
        SteeringVector vector = VectorHistory.read(settings).find(wanted);
        ModelAnnouncement model = models(settings).values().stream()
                .filter(announced -> announced.getSha256().equals(vector.getModel()))
                .findFirst()
                .orElseThrow(() -> new BadInputException("The model " + vector.getModel()
                        + " of this vector is not announced, so its architecture is not known; announce it with"
                        + " `gumshoe models set`."));
        VectorFiles.write(file, vector, strength, model.getArchitecture());
        out().println(VisibleText.line(VectorName.ofVersion(vector).format() + " written to " + file
                + (vector.getControl() == null
                        ? ""
                        : "; the choice among candidates, which the arm best makes, is not in such a file")));
        return 0;
    }

    @Command(
            name = "import",
            description = "Publishes a vector from a file as kind imported; stories use it with `--arm imported`.",
            mixinStandardHelpOptions = true)
    int importVector(
            @Parameters(paramLabel = "FILE", description = ".gguf or .json") Path file,
            @Option(
                            names = "--concept",
                            paramLabel = "NAME",
                            defaultValue = ConceptOptions.DETECTIVE,
                            description = "concept of the vector (default: ${DEFAULT-VALUE})")
                    String concept,
            @Option(
                            names = "--role",
                            paramLabel = "weak|strong",
                            defaultValue = "strong",
                            description = "role of the model that it steers (default: ${DEFAULT-VALUE})")
                    String role,
            @Mixin SystemOptions system)
            throws InterruptedException, IOException {
        Settings settings = system.ready();
        ModelAnnouncement model = Optional.ofNullable(
                        models(settings).get(AnnouncementKey.inForce(role).format()))
                .orElseThrow(() -> new BadInputException("No " + role + " model is announced; announce one with "
                        + "`gumshoe models set` or start `gumshoe up`."));
        long version = VectorHistory.read(settings).newest().stream()
                        .filter(new VectorName(concept, role, VectorFiles.IMPORTED, null)::isOf)
                        .mapToLong(SteeringVector::getVersion)
                        .max()
                        .orElse(0)
                + 1;
        SteeringVector vector = VectorFiles.read(file, concept, model, version);
        vector.setCauses(List.of(new Cause("file", file.getFileName().toString(), vector.getPublishedAt(), "")));
        try (GumshoeClient client = new GumshoeClient(settings)) {
            client.publishVector(vector);
        }
        out().println(VisibleText.line(VectorName.ofVersion(vector).format() + " published for " + model.getName()));
        return 0;
    }

    private static Map<String, ModelAnnouncement> models(Settings settings) throws InterruptedException {
        try (TopicTable<ModelAnnouncement> table = new TopicTable<>(settings, Topics.LANGUAGE_MODELS)) {
            table.requireCaughtUp();
            return Map.copyOf(table.view());
        }
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
