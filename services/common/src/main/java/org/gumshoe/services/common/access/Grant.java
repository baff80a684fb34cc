// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.access;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * Permission for operations on some resources of the broker.
 *
 * @param type topics, groups, transactional ids or the cluster
 * @param pattern whether the names are whole names or beginnings of names
 */
public record Grant(ResourceType type, PatternType pattern, List<String> names, List<AclOperation> operations) {
    static final String ANY_HOST = "*";

    public Grant {
        names = names.stream().distinct().sorted().toList();
        operations = operations.stream().sorted().toList();
    }

    static Grant literal(ResourceType type, Collection<String> names, AclOperation... operations) {
        return new Grant(type, PatternType.LITERAL, List.copyOf(names), List.of(operations));
    }

    static Grant prefixed(ResourceType type, String prefix, AclOperation... operations) {
        return new Grant(type, PatternType.PREFIXED, List.of(prefix), List.of(operations));
    }

    /** Returns the entries that give this permission to a principal, such as "User:gumshoe-ingest". */
    Stream<AclBinding> bindings(String principal) {
        return names.stream()
                .flatMap(name -> operations.stream()
                        .map(operation -> new AclBinding(
                                new ResourcePattern(type, name, pattern),
                                new AccessControlEntry(principal, ANY_HOST, operation, AclPermissionType.ALLOW))));
    }

    boolean isPrefix() {
        return pattern == PatternType.PREFIXED;
    }

    List<String> operationNames() {
        return operations.stream().map(operation -> camelCase(operation.name())).toList();
    }

    /** Returns for instance {@code Read} on topics {@code books}, as a README has it. */
    @Override
    public String toString() {
        if (type == ResourceType.CLUSTER) {
            return String.join(", ", operationNames()) + " on the cluster";
        }
        String kind = type.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return String.join(", ", operationNames()) + " on " + kind + (names.size() == 1 && !isPrefix() ? " " : "s ")
                + names.stream()
                        .map(name -> "`" + name + (isPrefix() ? "*`" : "`"))
                        .collect(Collectors.joining(", "));
    }

    /** Kafka's tool and Strimzi write DESCRIBE_CONFIGS as DescribeConfigs. */
    private static String camelCase(String name) {
        return Arrays.stream(name.split("_"))
                .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }
}
