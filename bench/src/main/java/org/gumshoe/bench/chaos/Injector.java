// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.apache.kafka.common.utils.Utils;
import org.gumshoe.bench.system.Child;
import org.gumshoe.bench.system.Cluster;

/**
 * Injector of faults, a few at one time and each in another process. It measures how long it takes
 * from the end of a fault (the new start, SIGCONT, the end of the second instance) until its
 * processes are ready and have read everything.
 */
final class Injector {
    private static final long PATIENCE_MILLIS = 240_000;
    private static final int PULSE_MILLIS = 400;
    private static final int POLL_MILLIS = 250;

    private final Cluster cluster;
    private final Supplier<Cluster.State> state;
    private final List<Recovery> recoveries = new ArrayList<>();
    private final Set<String> busy = new HashSet<>();

    /** @param millis until all was well again; -1 if that did not come */
    record Recovery(Fault fault, long millis, String detail) {}

    /** @param state the newest look at the cluster, taken after the call */
    Injector(Cluster cluster, Supplier<Cluster.State> state) {
        this.cluster = cluster;
        this.state = state;
    }

    /** Carries out a plan, spread over a time; it takes longer when recoveries do. */
    List<Recovery> run(List<Fault> plan, long spreadMillis, int together) throws InterruptedException {
        long begin = System.currentTimeMillis();
        Semaphore open = new Semaphore(together);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Fault fault : plan) {
                long at = begin + fault.number() * spreadMillis / plan.size();
                Thread.sleep(Math.max(0, at - System.currentTimeMillis()));
                open.acquire();
                threads.submit(() -> {
                    try {
                        carryOut(fault);
                    } finally {
                        open.release();
                    }
                    return null;
                });
            }
        }
        return recoveries;
    }

    private void carryOut(Fault fault) throws Exception {
        claim(fault.target());
        try {
            inflict(fault);
            Recovery recovery = recovery(fault);
            synchronized (this) {
                recoveries.add(recovery);
            }
            System.err.printf(
                    "%4d %-36s %-10s %s%n", fault.number(), fault.kind().words, fault.target(), recovery.detail());
        } catch (Exception e) {
            synchronized (this) {
                recoveries.add(new Recovery(fault, -1, e.toString()));
            }
            e.printStackTrace();
        } finally {
            release(fault.target());
        }
    }

    private synchronized void claim(String target) throws InterruptedException {
        while (!busy.add(target)) wait();
    }

    private synchronized void release(String target) {
        busy.remove(target);
        notifyAll();
    }

    private void inflict(Fault fault) throws Exception {
        Child child = cluster.child(fault.target());
        boolean broker = fault.target().equals(Cluster.BROKER);
        if (broker) cluster.brokerFaulty(true);
        switch (fault.kind()) {
            case KILL -> {
                child.kill();
                Thread.sleep(fault.millis());
                child.start();
            }
            case WIPE -> {
                child.kill();
                Utils.delete(child.settings().stateDir().toFile());
                Thread.sleep(fault.millis());
                child.start();
            }
            case FREEZE -> {
                child.signal("STOP");
                Thread.sleep(fault.millis());
                child.signal("CONT");
            }
            case SLOW -> pulses(child, fault.millis());
            case FULL -> {
                if (fault.hard()) {
                    child.kill();
                    child.mayEnd();
                    child.startWithoutSpace();
                } else {
                    child.space(false);
                }
                Thread.sleep(fault.hard() ? 2L * fault.millis() : fault.millis());
                child.space(true);
            }
            case DISK -> {
                if (fault.hard()) child.kill();
                child.disk().fill();
                if (fault.hard()) {
                    child.mayEnd();
                    child.start();
                }
                Thread.sleep(fault.hard() ? 2L * fault.millis() : fault.millis());
                child.disk().free();
            }
            case CLOCK -> {
                child.mayEnd();
                child.clock().move(jump(fault));
                Thread.sleep(fault.millis());
                child.clock().move(Duration.ZERO);
            }
            case REBALANCE -> comeAndGo(cluster.second(fault.target()), fault);
        }
    }

    /** By up to half a minute, or by up to two hours; back or forward. */
    private static Duration jump(Fault fault) {
        long seconds = fault.millis() % 2 == 0 ? fault.millis() / 200 : (fault.millis() - 2950) * 12L / 5;
        return Duration.ofSeconds(fault.hard() ? -seconds : seconds);
    }

    private static void pulses(Child child, int millis) throws Exception {
        for (int pulse = 0; pulse < millis / (2 * PULSE_MILLIS); pulse++) {
            child.signal("STOP");
            Thread.sleep(PULSE_MILLIS);
            child.signal("CONT");
            Thread.sleep(PULSE_MILLIS);
        }
    }

    private static void comeAndGo(Child second, Fault fault) throws Exception {
        second.start();
        long end = System.currentTimeMillis() + PATIENCE_MILLIS;
        while (!second.ready() && System.currentTimeMillis() < end) {
            if (second.ended() >= 0) second.start(); // the broker was away
            Thread.sleep(POLL_MILLIS);
        }
        Thread.sleep(fault.millis());
        if (fault.hard()) second.kill();
        else second.end();
        Utils.delete(second.settings().stateDir().toFile());
    }

    private Recovery recovery(Fault fault) throws InterruptedException {
        long begin = System.currentTimeMillis();
        boolean broker = fault.target().equals(Cluster.BROKER);
        Child child = cluster.child(fault.target());
        Cluster.State seen = state.get();
        while (!(broker ? seen.settled() : seen.settled(child))) {
            if (System.currentTimeMillis() - begin > PATIENCE_MILLIS) {
                return new Recovery(fault, -1, "does not come back: " + seen);
            }
            Thread.sleep(POLL_MILLIS);
            seen = state.get();
            if (broker && !seen.notReady().contains(Cluster.BROKER)) cluster.brokerFaulty(false);
        }
        if (broker) cluster.brokerFaulty(false);
        child.recovered();
        long millis = System.currentTimeMillis() - begin;
        return new Recovery(fault, millis, "%.1f s".formatted(millis / 1000.0));
    }
}
