// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.access;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.kafka.common.resource.ResourceType;

/** Formats of permissions: commands of Kafka's own tool, and users of the operator Strimzi. */
public enum AccessText {
    KAFKA {
        @Override
        public String of(List<ServiceAccess> services, String prefix) {
            return """
                    #!/bin/sh
                    # What each service may do on the broker, from `gumshoe acls`; needs Kafka's kafka-acls.sh on the PATH:
                    #   sh FILE --bootstrap-server HOST:PORT --command-config ADMIN.properties
                    set -eu
                    """
                    + services.stream()
                            .map(service -> commands(service, prefix))
                            .collect(Collectors.joining());
        }

        private static String commands(ServiceAccess service, String prefix) {
            return "\n# " + service.service() + "\n"
                    + service.all().stream()
                            .map(grant -> command(grant, prefix + service.service()))
                            .collect(Collectors.joining());
        }

        private static String command(Grant grant, String user) {
            StringBuilder line = new StringBuilder("kafka-acls.sh \"$@\" --add --allow-principal User:").append(user);
            grant.operationNames()
                    .forEach(operation -> line.append(" --operation ").append(operation));
            if (grant.isPrefix()) line.append(" --resource-pattern-type prefixed");
            String option = grant.type().name().toLowerCase(Locale.ROOT).replace('_', '-');
            grant.names().forEach(name -> {
                line.append(" --").append(option);
                // there is one cluster, which has no name
                if (grant.type() != ResourceType.CLUSTER) line.append(' ').append(name);
            });
            return line.append('\n').toString();
        }
    },

    STRIMZI {
        @Override
        public String of(List<ServiceAccess> services, String prefix) {
            return """
                    # What each service may do on the broker, from `gumshoe acls`, for Strimzi 0.49 or later.
                    # Replace CLUSTER by the name of your Kafka resource; each user's password is in the secret of its name.
                    """ + services.stream().map(service -> user(service, prefix)).collect(Collectors.joining());
        }

        private static String user(ServiceAccess service, String prefix) {
            return """
                    ---
                    apiVersion: kafka.strimzi.io/v1
                    kind: KafkaUser
                    metadata:
                      name: %s
                      labels:
                        strimzi.io/cluster: CLUSTER
                    spec:
                      authentication:
                        type: scram-sha-512
                      authorization:
                        type: simple
                        acls:
                    """.formatted(prefix + service.service())
                    + service.all().stream()
                            .flatMap(grant -> grant.names().stream().map(name -> rule(grant, name)))
                            .collect(Collectors.joining());
        }

        private static String rule(Grant grant, String name) {
            if (grant.type() == ResourceType.CLUSTER) {
                return """
                              - resource: {type: cluster}
                                operations: [%s]
                        """.formatted(String.join(", ", grant.operationNames()));
            }
            return """
                          - resource: {type: %s, name: %s, patternType: %s}
                            operations: [%s]
                    """.formatted(
                            grant.type() == ResourceType.TRANSACTIONAL_ID
                                    ? "transactionalId"
                                    : grant.type().name().toLowerCase(Locale.ROOT),
                            name,
                            grant.isPrefix() ? "prefix" : "literal",
                            String.join(", ", grant.operationNames()));
        }
    };

    /**
     * Returns the text of a file.
     *
     * @param prefix of the principals' names, which end with the service's name
     */
    public abstract String of(List<ServiceAccess> services, String prefix);
}
