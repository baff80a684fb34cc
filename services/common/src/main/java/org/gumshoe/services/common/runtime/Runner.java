// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.runtime;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.TimeoutException;
import org.gumshoe.services.common.config.BadSettingsException;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.admin.BrokerProbe;
import org.gumshoe.services.common.kafka.admin.TopicAdmin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runner of the services of one process: serves their health, creates the topics, starts the
 * services, and closes them in reverse order at the end.
 */
public final class Runner {
    private static final Logger LOG = LoggerFactory.getLogger(Runner.class);
    private static final int CLOSE_TIMEOUT_SECONDS = 40;
    private static final Duration BROKER_PATIENCE = Duration.ofMinutes(2);

    private Runner() {}

    /**
     * Runs until the process is told to end (Ctrl-C, SIGTERM) or a service gives up.
     *
     * @return the exit code: 0 when told to end, 1 when a service gave up; when the clock is put
     *     back, the process ends at once with 1
     * @throws BadSettingsException when no broker answers or the port is taken
     */
    public static int run(Settings settings, List<Service> services, ProcessMetrics metrics) {
        return untilTold(() -> start(settings, services, metrics));
    }

    /**
     * Starts the services and returns; they become ready later.
     *
     * @throws BadSettingsException when no broker answers or the port is taken; nothing stays open
     *     then
     */
    public static RunningServices start(Settings settings, List<Service> services, ProcessMetrics metrics) {
        Deque<AutoCloseable> open = new ArrayDeque<>();
        // a service holds clients as soon as it is created, so each is closed even if not started
        services.forEach(open::push);
        try {
            var health = new HealthServer(settings, services, metrics);
            open.addLast(health);
            metrics.watchDisk(settings.stateDir());
            LOG.info("health at http://localhost:{}/ready", health.port());
            createTopics(settings);
            for (Service service : services) {
                service.start();
                LOG.info("{} started", service.name());
            }
            return new Started(List.copyOf(services), health.port(), open);
        } catch (RuntimeException e) {
            closeAll(open);
            throw e;
        }
    }

    /** A broker that listens and does not answer is starting or busy, so it is asked again. */
    private static void createTopics(Settings settings) {
        long end = System.nanoTime() + BROKER_PATIENCE.toNanos();
        while (true) {
            try {
                TopicAdmin.create(settings);
                return;
            } catch (BadSettingsException e) {
                String servers = settings.bootstrapServers();
                boolean late = e.getCause() instanceof TimeoutException;
                if (!late || System.nanoTime() > end || !BrokerProbe.at(servers)) throw e;
                LOG.warn("The Kafka broker at {} listens but does not answer yet; asking again.", servers);
            }
        }
    }

    /**
     * Starts services, waits until the process is told to end or a service gives up, closes them
     * and returns the exit code.
     */
    public static int untilTold(Supplier<? extends RunningServices> start) {
        CountDownLatch stop = new CountDownLatch(1);
        CountDownLatch finished = new CountDownLatch(1);
        Thread hook = new Thread(
                () -> {
                    stop.countDown();
                    awaitQuietly(finished);
                },
                "shutdown");
        Runtime.getRuntime().addShutdownHook(hook);
        try (RunningServices running = start.get()) {
            return wait(running, stop);
        } finally {
            finished.countDown();
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                LOG.debug("shutting down already");
            }
        }
    }

    private static int wait(RunningServices running, CountDownLatch stop) {
        ClockCheck clock = new ClockCheck();
        try {
            while (!stop.await(500, TimeUnit.MILLISECONDS)) {
                clock.putBack(System.currentTimeMillis(), System.nanoTime()).ifPresent(Runner::endAtOnce);
                for (Service service : running.services()) {
                    if (service.failed()) {
                        LOG.error("{} gave up ({}): ending", service.name(), service.state());
                        return 1;
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return 0;
    }

    /** Ends without closing, since clients that stand still cannot be closed; what is committed stays. */
    private static void endAtOnce(Duration putBack) {
        LOG.error(
                "The clock was put back by {} s, and Kafka's clients would stand still for as long: ending; start again"
                        + " to continue with what was committed.",
                putBack.toSeconds());
        Runtime.getRuntime().halt(1);
    }

    private record Started(List<Service> services, int port, Deque<AutoCloseable> open) implements RunningServices {
        @Override
        public void close() {
            closeAll(open);
        }
    }

    private static void closeAll(Deque<AutoCloseable> open) {
        while (!open.isEmpty()) {
            AutoCloseable next = open.pop();
            try {
                next.close();
            } catch (Exception e) {
                LOG.warn("{} did not close cleanly", next, e);
            }
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            if (!latch.await(CLOSE_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("not everything closed within {} s", CLOSE_TIMEOUT_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
