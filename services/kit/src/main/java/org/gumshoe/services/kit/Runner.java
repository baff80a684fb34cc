// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.kit;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs services in this process: creates the topics, starts them, answers for their health, and closes them in reverse order at its end. */
public final class Runner {
    private static final Logger LOG = LoggerFactory.getLogger(Runner.class);

    private Runner() {}

    /**
     * Runs until the process is told to end (Ctrl-C, SIGTERM) or a service gives up.
     *
     * @return the exit code: 0 when told to end, 1 when a service gave up
     * @throws BadSettingsException when no broker answers or the port is taken
     */
    public static int run(Settings settings, List<? extends Service> services, Metrics metrics) {
        CountDownLatch stop = new CountDownLatch(1);
        CountDownLatch finished = new CountDownLatch(1);
        Thread hook = new Thread(
                () -> {
                    stop.countDown();
                    awaitQuietly(finished, 30);
                },
                "shutdown");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return run(settings, services, metrics, stop);
        } finally {
            finished.countDown();
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                LOG.debug("shutting down already");
            }
        }
    }

    /** The same, until the latch opens. */
    public static int run(Settings settings, List<? extends Service> services, Metrics metrics, CountDownLatch stop) {
        Deque<AutoCloseable> open = new ArrayDeque<>();
        try {
            var health = new HealthServer(settings.get("host", "localhost"), settings.port(), services, metrics);
            open.push(health);
            LOG.info("health at http://localhost:{}/ready", health.port());
            try (var admin = Clients.admin(settings)) {
                Topics.create(admin, settings);
            }
            for (Service service : services) {
                open.push(service);
                service.start();
                LOG.info("{} started", service.name());
            }
            while (!stop.await(500, TimeUnit.MILLISECONDS)) {
                for (Service service : services) {
                    if (service.failed()) {
                        LOG.error("{} gave up ({}): ending", service.name(), service.state());
                        return 1;
                    }
                }
            }
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        } finally {
            while (!open.isEmpty()) closeQuietly(open.pop());
        }
    }

    private static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            LOG.warn("{} did not close cleanly", closeable, e);
        }
    }

    private static void awaitQuietly(CountDownLatch latch, long seconds) {
        try {
            if (!latch.await(seconds, TimeUnit.SECONDS)) LOG.warn("not everything closed within {} s", seconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
