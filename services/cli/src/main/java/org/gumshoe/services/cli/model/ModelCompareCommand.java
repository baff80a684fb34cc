// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gumshoe.BadInputException;
import org.gumshoe.lm.Comparison;
import org.gumshoe.lm.LanguageModel;
import org.gumshoe.lm.config.Precision;
import org.gumshoe.services.cli.download.PackageStore;
import org.gumshoe.services.cli.download.ProgressBar;
import org.gumshoe.services.cli.options.DeviceOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Command {@code gumshoe model compare}: the difference of two models, or of one model in two
 * precisions or read in two ways. Only one is in memory at a time.
 */
@Command(
        name = "compare",
        description = {
            "Compares how two models predict a text: mean negative log-likelihood (nats), and how often both "
                    + "have the same most likely token.",
            "MODEL@f32, MODEL@bf16 or MODEL@int8 chooses a precision; with -written behind it the model reads token by "
                    + "token, as it does when it writes."
        },
        mixinStandardHelpOptions = true)
final class ModelCompareCommand implements Callable<Integer> {
    private static final Pattern WITH_PRECISION = Pattern.compile("(.+)@(f32|bf16|int8)(-written)?");

    @Parameters(index = "0", paramLabel = "MODEL[@PRECISION]", description = "published name, hf:owner/name, or path")
    private String first;

    @Parameters(index = "1", paramLabel = "MODEL[@PRECISION]", description = "the model to compare with")
    private String second;

    @Option(names = "--text", paramLabel = "FILE", required = true, description = "UTF-8 text to predict")
    private Path text;

    @Option(
            names = "--length",
            paramLabel = "N",
            defaultValue = "1000",
            description =
                    "length of a passage in characters; passages are read independently (default: ${DEFAULT-VALUE})")
    private int length;

    @Option(
            names = "--passages",
            paramLabel = "N",
            defaultValue = "50",
            description = "limit of the number of passages (default: ${DEFAULT-VALUE})")
    private int maxPassages;

    @Option(
            names = "--together",
            paramLabel = "N",
            defaultValue = "1",
            description = "passages that are read token by token side by side (default: ${DEFAULT-VALUE})")
    private int together;

    @Mixin
    private DeviceOption device;

    @Override
    public Integer call() {
        if (length < 1 || maxPassages < 1 || together < 1) {
            throw new BadInputException("--length %d, --passages %d and --together %d must be 1 or more."
                    .formatted(length, maxPassages, together));
        }
        List<String> passages = Comparison.passages(ModelCommand.text(text), length, maxPassages);
        if (passages.isEmpty()) {
            throw new BadInputException(text + " contains no text; give another file.");
        }
        Comparison.View a = view(first, passages);
        Comparison.View b = view(second, passages);
        print(Comparison.of(a, b, passages.stream().mapToLong(String::length).sum()), passages.size());
        return 0;
    }

    private Comparison.View view(String name, List<String> passages) {
        Matcher matcher = WITH_PRECISION.matcher(name);
        Precision precision = matcher.matches()
                ? Precision.valueOf(matcher.group(2).toUpperCase(Locale.ROOT))
                : Precision.ofThisMachine();
        Path path = new PackageStore(PackageStore.defaultHome(), new ProgressBar(System.err))
                .model(matcher.matches() ? matcher.group(1) : name);
        try (LanguageModel model = LanguageModel.load(path, precision)) {
            return matcher.matches() && matcher.group(3) != null
                    ? Comparison.View.asWritten(model, passages, together)
                    : Comparison.View.of(model, passages);
        }
    }

    private void print(Comparison comparison, int passages) {
        if (comparison.tokens()[0] == 0 || comparison.tokens()[1] == 0) {
            throw new BadInputException(text + " has no token that could be predicted; give a longer text.");
        }
        System.out.printf("passages %d%n", passages);
        row("first", first, comparison, 0);
        row("second", second, comparison, 1);
        System.out.printf(
                Locale.ROOT,
                "difference of mean NLL %+.6f (second minus first)%n",
                comparison.meanNll()[1] - comparison.meanNll()[0]);
        if (Double.isNaN(comparison.agreement())) {
            System.out.println("their tokens differ: compare the NLL per character");
        } else {
            System.out.printf(
                    Locale.ROOT,
                    "mean absolute difference of the NLL per token %.6f, largest %.4f%nsame most likely token %.4f%n",
                    comparison.difference(),
                    comparison.largest(),
                    comparison.agreement());
        }
    }

    private static void row(String label, String name, Comparison comparison, int i) {
        System.out.printf(
                Locale.ROOT,
                "%-6s  NLL %.6f  per character %.6f  tokens %d  %s%n",
                label,
                comparison.meanNll()[i],
                comparison.nllByCharacter()[i],
                comparison.tokens()[i],
                name);
    }
}
