// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.model;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.gumshoe.BadInputException;
import org.gumshoe.VisibleText;
import org.gumshoe.lm.LanguageModel;
import org.gumshoe.lm.ModelInfo;
import org.gumshoe.lm.Perplexity;
import org.gumshoe.lm.generation.Prompt;
import org.gumshoe.lm.generation.Sampling;
import org.gumshoe.lm.transformer.Injection;
import org.gumshoe.services.cli.download.PackageStore;
import org.gumshoe.services.cli.download.ProgressBar;
import org.gumshoe.services.cli.options.DeviceOption;
import org.gumshoe.steer.files.ControlVectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Command {@code gumshoe model}: one language model as an ordinary tool. */
@Command(
        name = "model",
        description = "Inspects a language model, generates text with it, measures its perplexity, or compares it.",
        mixinStandardHelpOptions = true,
        subcommands = {ModelInfoCommand.class, ModelCompareCommand.class})
public final class ModelCommand {
    /** Command-line options that choose the model. */
    static final class ModelOption {
        @Option(
                names = "--model",
                required = true,
                paramLabel = "NAME|PATH",
                description = "a published name (smollm2, gemma3-270m), hf:owner/name[@revision], a GGUF file or a "
                        + "HuggingFace directory")
        String name;

        @Mixin
        DeviceOption device;

        Path path() {
            return new PackageStore(PackageStore.defaultHome(), new ProgressBar(System.err)).model(name);
        }
    }

    @Command(
            name = "generate",
            description = "Continues a prompt. The vector of --steer is added to the residual stream after --layer "
                    + "blocks, at every position.",
            mixinStandardHelpOptions = true)
    int generate(
            @Mixin ModelOption model,
            @Option(names = "--prompt", paramLabel = "TEXT", required = true, description = "text to continue")
                    String prompt,
            @Option(
                            names = "--tokens",
                            paramLabel = "N",
                            defaultValue = "60",
                            description = "tokens to generate at most (default: ${DEFAULT-VALUE})")
                    int tokens,
            @Option(names = "--greedy", description = "always take the most likely token") boolean greedy,
            @Option(
                            names = "--seed",
                            paramLabel = "N",
                            defaultValue = "1",
                            description = "random seed of the sampler (default: ${DEFAULT-VALUE})")
                    long seed,
            @Option(
                            names = "--temperature",
                            paramLabel = "T",
                            defaultValue = "0.8",
                            description = "temperature of the sampler (default: ${DEFAULT-VALUE})")
                    double temperature,
            @Option(
                            names = "--top-p",
                            paramLabel = "P",
                            defaultValue = "0.95",
                            description = "sample from the most likely tokens with this total probability (default: "
                                    + "${DEFAULT-VALUE})")
                    double topP,
            @Option(
                            names = "--steer",
                            paramLabel = "FILE",
                            description = "steering vector: .npy, .json or a GGUF control vector")
                    Path steer,
            @Option(
                            names = "--layer",
                            paramLabel = "L",
                            description = "block after which the vector is added, if the file does not name it")
                    Integer layer,
            @Option(
                            names = "--strength",
                            defaultValue = "1",
                            paramLabel = "C",
                            description = "factor of the vector (default: ${DEFAULT-VALUE})")
                    double strength) {
        if (tokens < 1) {
            throw new BadInputException("--tokens " + tokens + " is too few: ask for at least one.");
        }
        try (LanguageModel loaded = LanguageModel.load(model.path())) {
            List<Injection> injections =
                    steer == null ? List.of() : injections(steer, layer, (float) strength, loaded.info());
            Sampling sampling = greedy ? Sampling.greedy() : new Sampling(temperature, topP, seed);
            System.out.print(VisibleText.lines(prompt));
            loaded.generate(
                    List.of(new Prompt(prompt, tokens, sampling, injections)), (p, index, id, text, logProb, last) -> {
                        System.out.print(VisibleText.lines(text));
                        System.out.flush();
                    });
            System.out.println();
        }
        return 0;
    }

    @Command(
            name = "perplexity",
            description = "Prints the mean negative log-likelihood (nats), the number of tokens and the "
                    + "perplexity of a UTF-8 text file.",
            mixinStandardHelpOptions = true)
    int perplexity(
            @Mixin ModelOption model, @Parameters(paramLabel = "FILE", description = "the text file") Path file) {
        String text = text(file);
        try (LanguageModel loaded = LanguageModel.load(model.path())) {
            Perplexity measured = Perplexity.of(loaded, text);
            if (measured.tokens() == 0) {
                throw new BadInputException(file + " has no token that could be predicted; give a longer text.");
            }
            System.out.printf(
                    Locale.ROOT,
                    "mean NLL %.6f%ntokens %d%nperplexity %.4f%n",
                    measured.meanNll(),
                    measured.tokens(),
                    measured.perplexity());
        }
        return 0;
    }

    static List<Injection> injections(Path file, Integer layer, float strength, ModelInfo info) {
        ControlVectors.Loaded loaded;
        try {
            loaded = ControlVectors.read(file);
        } catch (IOException e) {
            throw new BadInputException(
                    "The steering vector " + file + " cannot be read (" + e.getMessage() + "); check the path.", e);
        }
        if (loaded.width() != info.width()) {
            throw new BadInputException("The steering vector " + file + " has " + loaded.width() + " components but "
                    + info.name() + " is " + info.width() + " wide; take a vector of this model.");
        }
        List<Injection> injections = new ArrayList<>();
        if (loaded.single() != null) {
            if (layer == null) {
                throw new BadInputException("The steering vector " + file + " names no layer; give one with --layer.");
            }
            injections.add(new Injection(requireBlock(layer, info), scaled(loaded.single(), strength)));
        } else {
            loaded.byLayer().forEach((at, vector) -> {
                if (layer == null || layer.equals(at)) {
                    injections.add(new Injection(requireBlock(at, info), scaled(vector, strength)));
                }
            });
        }
        if (injections.isEmpty()) {
            throw new BadInputException("The steering vector " + file + " has no direction for layer " + layer
                    + ", only for " + loaded.byLayer().keySet() + ".");
        }
        return injections;
    }

    private static int requireBlock(int layer, ModelInfo info) {
        if (layer < 1 || layer > info.blocks()) {
            throw new BadInputException("Layer " + layer + " cannot be steered: " + info.name() + " has "
                    + info.blocks() + " blocks, so choose from 1 to " + info.blocks() + ".");
        }
        return layer;
    }

    private static float[] scaled(float[] vector, float factor) {
        float[] scaled = new float[vector.length];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = factor * vector[i];
        }
        return scaled;
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (MalformedInputException e) {
            throw new BadInputException("The file " + file + " is not UTF-8 text; convert it first.", e);
        } catch (IOException e) {
            throw new BadInputException(
                    "The file " + file + " cannot be read (" + e.getMessage() + "); check the path.", e);
        }
    }
}
