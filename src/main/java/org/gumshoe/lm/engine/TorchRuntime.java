// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.engine;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gumshoe.BadInputException;

/**
 * The tensor engine (PyTorch through DJL), which starts once a process, at first use. System
 * properties configure it and must be set before the first model is loaded: {@code gumshoe.threads}
 * is the number of threads that share one operation (default: the available processors),
 * {@code gumshoe.passes} the number of batches that are read at once (default: the same),
 * {@code gumshoe.device} the device of models: cpu, cuda, cuda:N, or auto, which is a CUDA device
 * where the engine finds one.
 */
public final class TorchRuntime {
    static final String THREADS = "gumshoe.threads";
    static final String PASSES = "gumshoe.passes";
    static final String DEVICE = "gumshoe.device";

    private static final Pattern CUDA = Pattern.compile("cuda(?::(\\d{1,3}))?");

    private static NDManager root;
    private static InferenceThreadPool inferenceThreads;

    private TorchRuntime() {}

    /**
     * Returns a new manager, on the device of models, for the tensors of one model.
     *
     * @throws BadInputException when a system property holds no number of threads, or no device
     *     that exists
     */
    public static NDManager newManager() {
        return root().newSubManager(parseDevice(requestedDevice()));
    }

    /** Returns the name of the device of models that are loaded from now on. */
    public static String requestedDevice() {
        return System.getProperty(DEVICE, "auto");
    }

    /**
     * Chooses the device of models that are loaded from now on.
     *
     * @throws BadInputException when there is no such device
     */
    public static void setDevice(String device) {
        parseDevice(device);
        System.setProperty(DEVICE, device);
    }

    /** Returns the threads that read batches of a model on this device; on a GPU there are none. */
    public static synchronized InferenceThreadPool inferenceThreads(Device device) {
        return device.isGpu() ? InferenceThreadPool.none() : inferenceThreads;
    }

    private static synchronized NDManager root() {
        if (root == null) {
            root = startEngine();
            inferenceThreads = InferenceThreadPool.start(positiveInt(PASSES, threads()), threads());
        }
        return root;
    }

    private static Device parseDevice(String name) {
        int gpuCount = root().getEngine().getGpuCount();
        Matcher cuda = CUDA.matcher(name);
        if (name.equals("cpu") || name.equals("auto") && gpuCount == 0) {
            return Device.cpu();
        }
        if (!name.equals("auto") && !cuda.matches()) {
            throw new BadInputException("%s is not a device; give cpu, cuda or cuda:N.".formatted(name));
        }
        int index = name.equals("auto") || cuda.group(1) == null ? 0 : Integer.parseInt(cuda.group(1));
        if (index >= gpuCount) {
            throw new BadInputException("There is no device %s: the engine finds %d CUDA devices; give cpu, or see %s."
                    .formatted(name, gpuCount, "the section on devices in the README"));
        }
        return Device.gpu(index);
    }

    /**
     * Returns the number of threads that share one operation.
     *
     * @throws BadInputException when the system property holds no number of threads
     */
    public static int threads() {
        return positiveInt(THREADS, Runtime.getRuntime().availableProcessors());
    }

    private static int positiveInt(String property, int defaultValue) {
        String value = System.getProperty(property, Integer.toString(defaultValue));
        if (!value.matches("[1-9]\\d{0,3}")) {
            throw new BadInputException("-D" + property + "=" + value + " is not a number of threads; give 1 or more.");
        }
        return Integer.parseInt(value);
    }

    private static NDManager startEngine() {
        // The engine reads these when it starts; without the first, DJL looks for natives online.
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
