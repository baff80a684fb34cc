// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.state;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.gumshoe.BadInputException;
import org.gumshoe.schemas.RefinedScore;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.services.cli.options.SystemOptions;
import org.gumshoe.services.cli.vectors.VectorHistory;
import org.gumshoe.services.cli.vectors.VectorName;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.VectorKey;
import org.gumshoe.services.common.state.StateFile;
import org.gumshoe.services.common.state.StateTopic;
import org.gumshoe.services.common.state.SystemState;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Command {@code gumshoe replay}: a former version of a vector comes into force again. */
@Command(
        name = "replay",
        description = {
            "Sends a former version of a vector again, with the refined scores that belong to it, so that it is in "
                    + "force as it was, to the bit.",
            "Versions are in the topic until the broker compacts it, and for good in files of `gumshoe state export` "
                    + "(--from). The next change that steering publishes takes its place; to keep it, end steering."
        },
        mixinStandardHelpOptions = true)
public final class ReplayCommand implements Callable<Integer> {
    @Parameters(paramLabel = "CONCEPT/ROLE/KIND", description = "name of the vector, such as detective/strong/refined")
    String name;

    @Option(names = "--to", paramLabel = "VERSION", required = true, description = "version that comes into force")
    long version;

    @Option(names = "--from", paramLabel = "FILE", description = "file of `gumshoe state export` that has it")
    Path file;

    @Mixin
    SystemOptions system;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        VectorName given = VectorName.parse(name);
        if (given.version() != null) {
            throw new BadInputException("'" + name + "' names a version, and so does --to: leave out the first.");
        }
        VectorName wanted = new VectorName(given.concept(), given.role(), given.kind(), version);
        SystemState kept = file == null ? null : StateFile.read(file);
        Settings settings = system.ready();
        SteeringVector vector = (kept == null ? VectorHistory.read(settings) : history(kept)).find(wanted);
        List<RefinedScore> scores = vector.getKind().startsWith("refined")
                ? ScoreHistory.of(kept, settings).complete(vector)
                : List.of();

        List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
        records.add(Topics.STEERING_VECTORS.record(VectorKey.of(vector).format(), vector));
        records.addAll(ScoreHistory.replacing(SystemState.read(settings), vector, scores));
        SystemState.send(settings, records);
        spec.commandLine()
                .getOut()
                .println(wanted.format() + " is in force again, "
                        + (scores.isEmpty()
                                ? "without refined scores: they are not kept any more, and those in force stay."
                                : "with the refined scores of its " + scores.size() + " books."));
        return 0;
    }

    private static VectorHistory history(SystemState state) {
        List<SteeringVector> vectors = new ArrayList<>();
        for (Map.Entry<String, StateTopic.Row> row :
                state.of(Topics.STEERING_VECTORS).rows().entrySet()) {
            vectors.add(Topics.STEERING_VECTORS
                    .values()
                    .deserializer()
                    .deserialize(Topics.STEERING_VECTORS.name(), row.getValue().value()));
        }
        return new VectorHistory(vectors);
    }
}
