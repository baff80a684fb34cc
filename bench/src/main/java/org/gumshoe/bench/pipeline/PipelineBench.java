// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.gumshoe.pipeline.ModelRole;
import org.gumshoe.services.cli.download.PackageStore;
import org.gumshoe.services.cli.download.ProgressBar;

/**
 * Benchmark of what the stream itself costs, beside the bare computation of the same code; see
 * {@code bench/pipeline/run}.
 */
public final class PipelineBench {
    /** The layers of the demo's models, and no blocks behind them. */
    private static final int[] WEAK_LAYERS = {15};

    private static final int[] STRONG_LAYERS = {9, 10, 11, 12, 13, 14};
    private static final HollowModel WEAK = new HollowModel(576, 16);
    private static final HollowModel STRONG = new HollowModel(640, 15);

    private PipelineBench() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path out = Path.of(arguments[1]);
        PipelineOptions options =
                PipelineOptions.of(Path.of(arguments[0]), out, Arrays.copyOfRange(arguments, 2, arguments.length));
        String report = run(options).text();
        Files.writeString(out.resolve("report.md"), report);
        System.out.print(report);
        System.exit(0);
    }

    private static PipelineReport run(PipelineOptions options) throws IOException, InterruptedException {
        Path out = options.out();
        Path tokenizer = options.tiny().resolve("llama3");
        ReadingModel weak = new ReadingModel(ModelRole.WEAK, WEAK.write(out.resolve("weak"), tokenizer), WEAK_LAYERS);
        ReadingModel strong =
                new ReadingModel(ModelRole.STRONG, STRONG.write(out.resolve("strong"), tokenizer), STRONG_LAYERS);
        PackageStore store = new PackageStore(PackageStore.defaultHome(), new ProgressBar(System.err));
        SampleBooks shelf = SampleBooks.of(store.brown(), options.books(), options.perBook());
        System.err.println("the bare computation, once to warm up and once more");
        BareRun.all(shelf, weak, strong, out.resolve("bare-1"));
        List<Phase> bare = BareRun.all(shelf, weak, strong, out.resolve("bare-2"));
        System.err.println("the stream");
        StreamRun stream = StreamRun.of(shelf, weak, strong, options.standing(), out);
        int passages = shelf.cut().sample(options.perBook()).size();
        return new PipelineReport(passages, bare, stream, realSeconds(options, shelf, store));
    }

    /** Returns the seconds of the processors that a passage costs the real models. */
    private static OptionalDouble realSeconds(PipelineOptions options, SampleBooks shelf, PackageStore store) {
        if (options.real() == 0) return OptionalDouble.empty();
        System.err.println("the real models");
        ReadingModel weak = new ReadingModel(ModelRole.WEAK, store.model("smollm2"), WEAK_LAYERS);
        ReadingModel strong = new ReadingModel(ModelRole.STRONG, store.model("gemma3-270m"), STRONG_LAYERS);
        SampleBooks few = shelf.of(Math.max(1, options.real() / 5));
        SampleBooks many = shelf.of(options.real());
        // loading costs the same in both, so the difference is reading
        Phase ofFew = BareRun.reading(few, weak, strong, options.out().resolve("real-1"));
        Phase ofMany = BareRun.reading(many, weak, strong, options.out().resolve("real-2"));
        int more = many.cut().sample(options.perBook()).size()
                - few.cut().sample(options.perBook()).size();
        return OptionalDouble.of((ofMany.cpu() - ofFew.cpu()) / more);
    }
}
