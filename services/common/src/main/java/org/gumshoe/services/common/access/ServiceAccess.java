// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.access;

import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.DELETE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;
import static org.apache.kafka.common.resource.ResourceType.CLUSTER;
import static org.apache.kafka.common.resource.ResourceType.GROUP;
import static org.apache.kafka.common.resource.ResourceType.TOPIC;
import static org.apache.kafka.common.resource.ResourceType.TRANSACTIONAL_ID;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.Resource;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyDescription;
import org.gumshoe.services.common.kafka.Topic;
import org.gumshoe.services.common.kafka.Topics;

/**
 * Permissions that a service needs on a broker with an authorizer. That of a topology is derived
 * from it; a plain client lists what it reads and writes.
 *
 * @param service name of the service, and the end of its principal's name
 * @param grants permissions beyond {@link #CATALOGUE}, which every service has
 */
public record ServiceAccess(String service, List<Grant> grants) {
    /** Permission to make and check the topics at its start, as whichever service starts first does. */
    public static final Grant CATALOGUE = Grant.literal(TOPIC, names(Topics.all()), CREATE, DESCRIBE, DESCRIBE_CONFIGS);

    public ServiceAccess {
        grants = List.copyOf(grants);
    }

    /** Begins the permissions of a plain client. */
    public static ServiceAccess of(String service) {
        return new ServiceAccess(service, List.of());
    }

    /**
     * Derives the permissions of a Streams service: its sources, global tables and sinks, the dead
     * letters, and what Kafka Streams names after the application: group, transactions, internal
     * topics.
     */
    public static ServiceAccess of(String service, Topology topology) {
        Set<String> catalogue = new HashSet<>(names(Topics.all()));
        TopologyDescription description = topology.describe();
        List<TopologyDescription.Node> nodes = Stream.concat(
                        description.subtopologies().stream().flatMap(part -> part.nodes().stream()),
                        description.globalStores().stream().map(TopologyDescription.GlobalStore::source))
                .toList();
        Set<String> reads = nodes.stream()
                .flatMap(node ->
                        node instanceof TopologyDescription.Source source ? source.topicSet().stream() : Stream.empty())
                .collect(Collectors.toSet());
        Set<String> writes = nodes.stream()
                .flatMap(node -> node instanceof TopologyDescription.Sink sink
                        ? Stream.ofNullable(sink.topic())
                        : Stream.empty())
                .collect(Collectors.toSet());
        // what is not in the catalogue is internal and gets the application's name as a prefix
        reads.retainAll(catalogue);
        writes.retainAll(catalogue);
        writes.add(Topics.DEAD_LETTERS.name());
        String application = "gumshoe-" + service;
        return of(service)
                .grant(Grant.literal(TOPIC, reads, READ))
                .grant(Grant.literal(TOPIC, writes, WRITE))
                .onNamesFrom(TOPIC, application, CREATE, READ, WRITE, DELETE, DESCRIBE_CONFIGS)
                .group(application)
                .transactions(application);
    }

    public ServiceAccess reads(Topic<?>... topics) {
        return grant(Grant.literal(TOPIC, names(List.of(topics)), READ));
    }

    public ServiceAccess writes(Topic<?>... topics) {
        return grant(Grant.literal(TOPIC, names(List.of(topics)), WRITE));
    }

    public ServiceAccess deletes(Topic<?>... topics) {
        return grant(Grant.literal(TOPIC, names(List.of(topics)), DELETE));
    }

    /** Adds the consumer groups whose names begin so. */
    public ServiceAccess group(String prefix) {
        return onNamesFrom(GROUP, prefix, READ);
    }

    /** Adds the transactions whose ids begin so. */
    public ServiceAccess transactions(String prefix) {
        return onNamesFrom(TRANSACTIONAL_ID, prefix, WRITE);
    }

    /** Adds operations on the cluster itself. */
    public ServiceAccess onCluster(AclOperation... operations) {
        return grant(Grant.literal(CLUSTER, List.of(Resource.CLUSTER_NAME), operations));
    }

    /** Adds operations on all resources whose names begin so. */
    public ServiceAccess onNamesFrom(ResourceType type, String prefix, AclOperation... operations) {
        return grant(Grant.prefixed(type, prefix, operations));
    }

    private ServiceAccess grant(Grant grant) {
        List<Grant> more = new ArrayList<>(grants);
        more.add(grant);
        return new ServiceAccess(service, more);
    }

    /** Returns all permissions, that on the catalogue of topics first. */
    public List<Grant> all() {
        return Stream.concat(Stream.of(CATALOGUE), grants.stream()).toList();
    }

    /** Returns the entries of all permissions for a principal, such as "User:gumshoe-ingest". */
    public List<AclBinding> bindings(String principal) {
        return all().stream().flatMap(grant -> grant.bindings(principal)).toList();
    }

    /** Returns the permissions beyond the catalogue in one line, as the service's README has them. */
    public String inWords() {
        return grants.stream()
                .map(grant -> grant.names().equals(CATALOGUE.names())
                        ? String.join(", ", grant.operationNames()) + " on every topic of the catalogue"
                        : grant.toString())
                .collect(Collectors.joining("; "));
    }

    private static List<String> names(Collection<Topic<?>> topics) {
        return topics.stream().map(Topic::name).toList();
    }
}
