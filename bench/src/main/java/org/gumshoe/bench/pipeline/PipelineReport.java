// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.pipeline;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * Report of a run, as Markdown.
 *
 * @param passages that models read
 * @param bare phases of the computation alone
 * @param realSeconds of the processors, that a passage costs the real models
 */
record PipelineReport(int passages, List<Phase> bare, StreamRun stream, OptionalDouble realSeconds) {
    String text() {
        return head() + bareTable() + streamTable() + waiting() + standing() + real();
    }

    private String head() {
        return f(
                "%d passages read by hollow models, %d stitch maps published; the stream %.1f s by the clock and %.1f s of the processors, the bare computation %.1f and %.1f%n%n",
                passages, stream.maps(), stream.wall(), stream.profile().total(), bareWall(), bareCpu());
    }

    private String bareTable() {
        StringBuilder text =
                new StringBuilder("| bare computation | s by the clock | s of the processors |\n|---|---:|---:|\n");
        bare.forEach(phase -> text.append(f("| %s | %.2f | %.2f |%n", phase.name(), phase.wall(), phase.cpu())));
        return text.append("\n").toString();
    }

    private String streamTable() {
        StringBuilder text = new StringBuilder(
                "| in the stream | s of the processors | share | ms a passage | standing still, % of a core |\n|---|---:|---:|---:|---:|\n");
        for (Work work : Work.values()) {
            double seconds = stream.profile().of(work);
            text.append(f(
                    "| %s | %.2f | %.1f %% | %.1f | %.2f |%n",
                    work.words(),
                    seconds,
                    100 * seconds / stream.profile().total(),
                    1000 * seconds / passages,
                    100 * stream.standing().of(work) / stream.standingSeconds()));
        }
        return text.append("\n").toString();
    }

    private String standing() {
        return f(
                "Left alone, the stream took %.2f s of the processors in %.0f s: %.1f %% of a core, without the VM's work %.1f %%.%n%n",
                stream.standing().total(),
                stream.standingSeconds(),
                100 * stream.standing().total() / stream.standingSeconds(),
                100 * (stream.standing().total() - stream.standing().ofTheVm()) / stream.standingSeconds());
    }

    private String waiting() {
        int processors = Runtime.getRuntime().availableProcessors();
        double idle = 1 - stream.profile().total() / (processors * stream.wall());
        StringBuilder text = new StringBuilder("| stage | s by the clock |\n|---|---:|\n");
        stream.stages().forEach((stage, seconds) -> text.append(f("| %s | %.1f |%n", stage, seconds)));
        return text.append(f(
                        "%nWaiting: of %d processors' time %.0f %% was not this process's (others' work included).%n%n",
                        processors, 100 * idle))
                .toString();
    }

    private String real() {
        if (realSeconds.isEmpty()) return "";
        double reading = passages * realSeconds.getAsDouble();
        double hollow = bare.stream()
                .filter(phase -> phase.name().equals(BareRun.READING))
                .mapToDouble(Phase::cpu)
                .sum();
        double total = stream.profile().total() - hollow + reading;
        double own = stream.profile().ofTheStream();
        double vm = stream.profile().ofTheVm();
        return f(
                "The real models need %.0f ms of a processor for a passage. With them, the stream's own work is %.1f %% of all; with the VM's, some of which computation causes, %.1f %%.%n",
                1000 * realSeconds.getAsDouble(), 100 * own / total, 100 * (own + vm) / total);
    }

    private double bareCpu() {
        return bare.stream().mapToDouble(Phase::cpu).sum();
    }

    private double bareWall() {
        return bare.stream().mapToDouble(Phase::wall).sum();
    }

    private static String f(String form, Object... values) {
        return String.format(Locale.ROOT, form, values);
    }
}
