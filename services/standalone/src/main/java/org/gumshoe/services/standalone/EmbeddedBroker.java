// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.standalone;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import kafka.server.KafkaConfig;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.gumshoe.services.common.config.BadSettingsException;

/**
 * Embedded Kafka broker with its controller (KRaft, one node), which listens only on localhost. Its
 * data stays in its directory, and the next broker there continues with it.
 */
public final class EmbeddedBroker implements AutoCloseable {
    static final String LOCK = "gumshoe.lock";
    static final String LOG = "log";

    private static final int NODE_ID = 1;

    private final FileChannel lock;
    private final BrokerNode node;
    private final String bootstrapServers;
    private boolean closed;

    /**
     * Starts the broker and returns when it accepts clients.
     *
     * @param dataDir created if it is missing
     * @param port 0 for any free port
     * @throws BadSettingsException when the port is taken or another process uses the directory
     */
    public EmbeddedBroker(Path dataDir, int port) {
        this(dataDir, port, Map.of());
    }

    /**
     * Starts a broker with further settings, which override its own: for instance another security
     * protocol of its listener CLIENT, and an authorizer.
     */
    public EmbeddedBroker(Path dataDir, int port, Map<String, String> overrides) {
        // Kafka halts the JVM when it cannot bind or lock, so try both first
        int clientPort = requireFree(port);
        int controllerPort = requireFree(0);
        lock = lock(dataDir);
        bootstrapServers = "localhost:" + clientPort;
        try {
            Path logDir = dataDir.resolve(LOG).toAbsolutePath();
            if (!Files.exists(logDir.resolve(MetaPropertiesEnsemble.META_PROPERTIES_NAME))) format(logDir.toString());
            Map<String, String> config = config(logDir.toString(), clientPort, controllerPort);
            config.putAll(overrides);
            node = new BrokerNode(new KafkaConfig(config));
            node.start();
        } catch (RuntimeException e) {
            release();
            throw e;
        }
    }

    public String bootstrapServers() {
        return bootstrapServers;
    }

    private static void format(String logDir) {
        try (var silent = new PrintStream(OutputStream.nullOutputStream())) {
            new Formatter()
                    .setPrintStream(silent)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setNodeId(NODE_ID)
                    .setDirectories(Set.of(logDir))
                    .setMetadataLogDirectory(logDir)
                    .setControllerListenerName("CONTROLLER")
                    .setReleaseVersion(MetadataVersion.latestProduction())
                    .run();
        } catch (Exception e) {
            throw new BadSettingsException(
                    "Directory " + logDir + " cannot be formatted for a broker (" + e.getMessage()
                            + "): remove it, or choose another with --data.",
                    e);
        }
    }

    private static Map<String, String> config(String logDir, int clientPort, int controllerPort) {
        Map<String, String> config = new HashMap<>();
        config.put("node.id", Integer.toString(NODE_ID));
        config.put("process.roles", "broker,controller");
        config.put("listeners", "CLIENT://localhost:" + clientPort + ",CONTROLLER://localhost:" + controllerPort);
        config.put("advertised.listeners", "CLIENT://localhost:" + clientPort);
        config.put("inter.broker.listener.name", "CLIENT");
        config.put("listener.security.protocol.map", "CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        config.put("controller.listener.names", "CONTROLLER");
        config.put("controller.quorum.voters", NODE_ID + "@localhost:" + controllerPort);
        config.put("log.dirs", logDir);
        // a client that uses an unknown topic is in error
        config.put("auto.create.topics.enable", "false");
        config.put("default.replication.factor", "1");
        config.put("offsets.topic.replication.factor", "1");
        config.put("offsets.topic.num.partitions", "4");
        config.put("transaction.state.log.replication.factor", "1");
        config.put("transaction.state.log.min.isr", "1");
        config.put("transaction.state.log.num.partitions", "4");
        config.put("share.coordinator.state.topic.replication.factor", "1");
        config.put("share.coordinator.state.topic.min.isr", "1");
        config.put("share.coordinator.state.topic.num.partitions", "1");
        config.put("group.initial.rebalance.delay.ms", "0");
        // nobody takes over from a broker that stands still; fenced, it would only load its groups again
        config.put("broker.session.timeout.ms", "30000");
        config.put("broker.heartbeat.interval.ms", "500");
        // no other node has to see that the metadata are still alive; each such record is forced to the disk
        config.put("metadata.max.idle.interval.ms", "0");
        // for topics that an earlier release has made, as Topic says
        config.put("compression.type", "uncompressed");
        // an open transaction stands before all readers of its topics; ours end within a minute
        config.put("transaction.max.timeout.ms", "120000");
        // sized for a laptop: many small partitions, little traffic
        config.put("num.network.threads", "2");
        config.put("num.io.threads", "2");
        config.put("background.threads", "2");
        config.put("log.cleaner.dedupe.buffer.size", Integer.toString(16 << 20));
        config.put("log.segment.bytes", Integer.toString(64 << 20));
        config.put("log.index.size.max.bytes", Integer.toString(1 << 20));
        return config;
    }

    private static int requireFree(int port) {
        try (var socket = new ServerSocket(port, 50, InetAddress.getByName("localhost"))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new BadSettingsException(
                    "Port " + port
                            + " is taken, so no broker can listen there: end what listens there, or choose another "
                            + "with --broker-port (0 for any).",
                    e);
        }
    }

    private static FileChannel lock(Path dataDir) {
        try {
            Files.createDirectories(dataDir);
            return FileLocks.tryTake(dataDir.resolve(LOCK))
                    .orElseThrow(() -> new BadSettingsException("Directory " + dataDir
                            + " is in use by another Gumshoe: end that one, or choose another directory with --data."));
        } catch (IOException e) {
            throw new BadSettingsException(
                    "Directory " + dataDir + " cannot be written (" + e.getMessage() + "): choose another with --data.",
                    e);
        }
    }

    private void release() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void close() {
        if (closed) return;
        closed = true;
        node.shutdown();
        release();
    }
}
