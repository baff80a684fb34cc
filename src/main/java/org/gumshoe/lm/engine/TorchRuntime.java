// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.engine;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gumshoe.BadInputException;

/**
 * Starts the tensor engine once. The system property {@code gumshoe.threads} says how many threads
 * work on one operation (default: the available processors), {@code gumshoe.passes} how many passes
 * over texts that are read are done at once (default: as many); they must be set before the first
 * model is loaded. {@code gumshoe.device} says where models live: cpu, cuda, cuda:N, or auto, which
 * is a CUDA device where the engine finds one.
 */
public final class TorchRuntime {
    static final String THREADS = "gumshoe.threads";
    static final String PASSES = "gumshoe.passes";
    static final String DEVICE = "gumshoe.device";

    private static final Pattern CUDA = Pattern.compile("cuda(?::(\\d{1,3}))?");

    private static NDManager root;
    private static InferenceThreadPool passThreads;

    private TorchRuntime() {}

    /**
     * A manager of its own for one model.
     *
     * @throws BadInputException when a system property is no number of threads, or no device that
     *     is there
     */
    public static NDManager manager() {
        return root().newSubManager(device(System.getProperty(DEVICE, "auto")));
    }

    /** @throws BadInputException when there is no such device */
    public static void use(String device) {
        device(device);
        System.setProperty(DEVICE, device);
    }

    /** For passes of a model that lives there. */
    public static synchronized InferenceThreadPool passThreads(Device device) {
        return device.isGpu() ? InferenceThreadPool.none() : passThreads;
    }

    private static synchronized NDManager root() {
        if (root == null) {
            root = start();
            passThreads = InferenceThreadPool.start(number(PASSES, threads()), threads());
        }
        return root;
    }

    private static Device device(String asked) {
        int there = root().getEngine().getGpuCount();
        Matcher cuda = CUDA.matcher(asked);
        if (asked.equals("cpu") || asked.equals("auto") && there == 0) {
            return Device.cpu();
        }
        if (!asked.equals("auto") && !cuda.matches()) {
            throw new BadInputException("%s is not a device; give cpu, cuda or cuda:N.".formatted(asked));
        }
        int number = asked.equals("auto") || cuda.group(1) == null ? 0 : Integer.parseInt(cuda.group(1));
        if (number >= there) {
            throw new BadInputException("There is no device %s: the engine finds %d CUDA devices; give cpu, or see %s."
                    .formatted(asked, there, "what the README says of devices"));
        }
        return Device.gpu(number);
    }

    /**
     * How many threads work on one operation.
     *
     * @throws BadInputException when a system property is no number of threads
     */
    public static int threads() {
        return number(THREADS, Runtime.getRuntime().availableProcessors());
    }

    private static int number(String property, int otherwise) {
        String asked = System.getProperty(property, Integer.toString(otherwise));
        if (!asked.matches("[1-9]\\d{0,3}")) {
            throw new BadInputException("-D" + property + "=" + asked + " is not a number of threads; give 1 or more.");
        }
        return Integer.parseInt(asked);
    }

    private static NDManager start() {
        // DJL would look for newer natives on the network; the engine reads these when it starts.
        setIfAbsent("ai.djl.offline", "true");
        setIfAbsent("ai.djl.pytorch.num_threads", Integer.toString(threads()));
        setIfAbsent("ai.djl.pytorch.num_interop_threads", "1");
        return NDManager.newBaseManager(Device.cpu(), "PyTorch");
    }

    private static void setIfAbsent(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
