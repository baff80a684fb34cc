// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.standalone;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.Server;
import kafka.server.SharedServer;
import kafka.server.StandardFaultHandlerFactory;
import org.apache.kafka.common.errors.NotControllerException;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.controller.ControllerRequestContext;
import org.apache.kafka.image.MetadataDelta;
import org.apache.kafka.image.MetadataImage;
import org.apache.kafka.image.loader.LoaderManifest;
import org.apache.kafka.image.publisher.MetadataPublisher;
import org.apache.kafka.raft.QuorumConfig;
import org.apache.kafka.server.ServerSocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Controller and broker of one node, like {@link KafkaRaftServer}, except that the controller first
 * forgets the broker that was killed. Else the new broker finds itself leading in what the old one
 * left, is fenced, and leads again: it begins to load the consumer groups twice. Kafka 4.3.1 takes
 * the end of the first load for that of the second, answers from groups that are not loaded yet,
 * and their consumers begin at the first record again.
 */
final class BrokerNode {
    private static final Logger LOG = LoggerFactory.getLogger(BrokerNode.class);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int PAUSE_MILLIS = 50;

    private final int id;
    private final SharedServer shared;
    private final ControllerServer controller;
    private final BrokerServer broker;

    BrokerNode(KafkaConfig config) {
        id = config.nodeId();
        var directories = KafkaRaftServer.initializeLogDirs(config, LOG, "");
        var quorum = config.quorumConfig();
        shared = new SharedServer(
                config,
                directories._1(),
                Time.SYSTEM,
                Server.initializeMetrics(
                        config, Time.SYSTEM, directories._1().clusterId().orElseThrow()),
                CompletableFuture.completedFuture(QuorumConfig.parseVoterConnections(quorum.voters())),
                QuorumConfig.parseBootstrapServers(quorum.bootstrapServers()),
                new StandardFaultHandlerFactory(),
                ServerSocketFactory.INSTANCE);
        controller = new ControllerServer(shared, KafkaRaftServer.configSchema(), directories._2());
        broker = new BrokerServer(shared);
    }

    /** Returns when the broker accepts clients. */
    void start() {
        controller.startup();
        try {
            forgetKilledBroker();
        } catch (RuntimeException e) {
            controller.shutdown();
            throw e;
        }
        broker.startup();
    }

    void shutdown() {
        broker.shutdown();
        controller.shutdown();
        broker.awaitShutdown();
        controller.awaitShutdown();
    }

    private void forgetKilledBroker() {
        var registration = new Registration(id);
        try {
            shared.loader().installPublishers(List.of(registration)).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            long end = System.nanoTime() + PATIENCE.toNanos();
            if (registration.active.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                while (!unregistered()) {
                    if (System.nanoTime() > end) throw new TimeoutException();
                    Thread.sleep(PAUSE_MILLIS);
                }
            }
            registration.inactive.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            shared.loader().removeAndClosePublisher(registration).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("The controller does not forget the broker that was killed.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the controller starts.", e);
        }
    }

    /** Tells the controller to forget the broker, and returns false while it is not in office yet. */
    private boolean unregistered() throws ExecutionException, InterruptedException {
        try {
            controller
                    .controller()
                    .unregisterBroker(
                            new ControllerRequestContext(
                                    new RequestHeaderData(), KafkaPrincipal.ANONYMOUS, OptionalLong.empty()),
                            id)
                    .get();
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof NotControllerException) return false;
            throw e;
        }
    }

    /** Registration of the broker as the metadata have it: first whether it is active, then when it no longer is. */
    private static final class Registration implements MetadataPublisher {
        private final int id;
        private final CompletableFuture<Boolean> active = new CompletableFuture<>();
        private final CompletableFuture<Void> inactive = new CompletableFuture<>();

        private Registration(int id) {
            this.id = id;
        }

        @Override
        public String name() {
            return "Registration";
        }

        @Override
        public void onMetadataUpdate(MetadataDelta delta, MetadataImage image, LoaderManifest manifest) {
            var registration = image.cluster().broker(id);
            boolean isActive = registration != null && !registration.fenced();
            active.complete(isActive);
            if (!isActive) inactive.complete(null);
        }

        @Override
        public void close() {}
    }
}
