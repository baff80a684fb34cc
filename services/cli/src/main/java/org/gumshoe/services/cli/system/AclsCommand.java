// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.system;

import static org.apache.kafka.common.acl.AclOperation.DELETE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.kafka.common.resource.ResourceType;
import org.gumshoe.VisibleText;
import org.gumshoe.services.cli.options.SystemOptions;
import org.gumshoe.services.common.access.AccessText;
import org.gumshoe.services.common.access.ServiceAccess;
import org.gumshoe.services.common.access.TopicText;
import org.gumshoe.services.common.config.BadSettingsException;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.Topic;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.state.SystemState;
import org.gumshoe.services.standalone.Services;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Command {@code gumshoe acls}: the permissions of each service, for a broker with an authorizer. */
@Command(
        name = "acls",
        description = "Prints what each service, and the command line as its operator, must be allowed on a broker "
                + "with an authorizer. Asks no broker; settings that choose topics (evaluation.genre) count.",
        mixinStandardHelpOptions = true)
public final class AclsCommand implements Callable<Integer> {
    @Option(
            names = "--principal-prefix",
            paramLabel = "PREFIX",
            defaultValue = "gumshoe-",
            description = "beginning of the principals' names, which end with the service's name (default: "
                    + "${DEFAULT-VALUE})")
    String prefix;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "kafka",
            description =
                    "kafka: a script for kafka-acls.sh; strimzi: KafkaUser resources (default: " + "${DEFAULT-VALUE})")
    AccessText format;

    @Option(names = "--topics", description = "print the topics themselves, as KafkaTopic resources of Strimzi")
    boolean topics;

    @Mixin
    SystemOptions system;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() {
        if (!prefix.matches("[a-z0-9.-]*")) {
            throw new BadSettingsException("--principal-prefix is '" + VisibleText.quoted(prefix)
                    + "' but may hold only a to z, digits, dots and hyphens: choose another.");
        }
        Settings settings = system.settings(Map.of());
        spec.commandLine().getOut().print(topics ? TopicText.strimzi(settings) : format.of(access(settings), prefix));
        spec.commandLine().getOut().flush();
        return 0;
    }

    /** Returns the permissions of all services and, last, of the operator. */
    static List<ServiceAccess> access(Settings settings) {
        return Stream.concat(Services.access(settings).stream(), Stream.of(operator()))
                .toList();
    }

    /** The command line may send, show, replay, forget and delete everything. */
    private static ServiceAccess operator() {
        Topic<?>[] all = Topics.all().toArray(Topic<?>[]::new);
        return ServiceAccess.of("cli")
                .reads(all)
                .writes(all)
                .deletes(all)
                .onNamesFrom(ResourceType.TOPIC, "gumshoe-", DESCRIBE, WRITE, DELETE)
                .onNamesFrom(ResourceType.GROUP, "gumshoe-", READ, DELETE)
                .transactions("gumshoe-dead-letters")
                .transactions(SystemState.TRANSACTIONS);
    }
}
