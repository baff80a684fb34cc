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
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** How two models, or one in two precisions, differ. One is in memory at a time. */
@Command(
        name = "compare",
        description = {
            "Compares how two models foresee a text: mean negative log-likelihood (nats), and how often they hold the same token likeliest.",
            "MODEL@f32 and MODEL@bf16 choose a precision."
        },
        mixinStandardHelpOptions = true)
final class ModelCompareCommand implements Callable<Integer> {
    private static final Pattern PRECISE = Pattern.compile("(.+)@(f32|bf16)");

    @Parameters(index = "0", paramLabel = "MODEL[@PRECISION]", description = "name, hf:owner/name, or path")
    private String first;

    @Parameters(index = "1", paramLabel = "MODEL[@PRECISION]", description = "the other one")
    private String second;

    @Option(names = "--text", paramLabel = "FILE", required = true, description = "UTF-8 text to foresee")
    private Path text;

    @Option(
            names = "--length",
            paramLabel = "N",
            defaultValue = "1000",
            description =
                    "the text is read in passages of so many characters, each by itself (default: ${DEFAULT-VALUE})")
    private int length;

    @Option(
            names = "--passages",
            paramLabel = "N",
            defaultValue = "50",
            description = "so many passages at most (default: ${DEFAULT-VALUE})")
    private int most;

    @Mixin
    private DeviceOption device;

    @Override
    public Integer call() {
        if (length < 1 || most < 1) {
            throw new BadInputException("--length " + length + " and --passages " + most + " must be 1 or more.");
        }
        List<String> passages = Comparison.passages(ModelCommand.text(text), length, most);
        if (passages.isEmpty()) {
            throw new BadInputException(text + " holds no text; give another file.");
        }
        Comparison.View a = view(first, passages);
        Comparison.View b = view(second, passages);
        print(Comparison.of(a, b, passages.stream().mapToLong(String::length).sum()), passages.size());
        return 0;
    }

    private static Comparison.View view(String name, List<String> passages) {
        Matcher precise = PRECISE.matcher(name);
        Precision precision = precise.matches()
                ? Precision.valueOf(precise.group(2).toUpperCase(Locale.ROOT))
                : Precision.ofThisMachine();
        Path path = new PackageStore(PackageStore.defaultHome(), new ProgressBar(System.err))
                .model(precise.matches() ? precise.group(1) : name);
        try (LanguageModel model = LanguageModel.load(path, precision)) {
            return Comparison.View.of(model, passages);
        }
    }

    private void print(Comparison told, int passages) {
        if (told.tokens()[0] == 0 || told.tokens()[1] == 0) {
            throw new BadInputException(text + " holds no text in which a token could be foreseen; give a longer one.");
        }
        System.out.printf("passages %d%n", passages);
        row("first", first, told, 0);
        row("second", second, told, 1);
        System.out.printf(
                Locale.ROOT,
                "difference of mean NLL %+.6f (second less first)%n",
                told.meanNll()[1] - told.meanNll()[0]);
        if (Double.isNaN(told.agreement())) {
            System.out.println("their tokens differ: compare the NLL of a character");
        } else {
            System.out.printf(
                    Locale.ROOT,
                    "mean absolute difference of a token's NLL %.6f%nsame likeliest token %.4f%n",
                    told.difference(),
                    told.agreement());
        }
    }

    private static void row(String which, String name, Comparison told, int i) {
        System.out.printf(
                Locale.ROOT,
                "%-6s  NLL %.6f  of a character %.6f  tokens %d  %s%n",
                which,
                told.meanNll()[i],
                told.nllByCharacter()[i],
                told.tokens()[i],
                name);
    }
}
