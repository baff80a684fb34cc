// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.fuzz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.gumshoe.lm.LanguageModel;
import org.gumshoe.steer.files.ControlVectors;
import org.gumshoe.text.Book;
import org.gumshoe.text.Books;
import org.gumshoe.text.words.Passages;
import org.gumshoe.text.words.Words;

/** The targets that are files: models, their tokenizers, books and control vectors. */
public final class FileTargets {
    private FileTargets() {}

    /**
     * Returns all targets.
     *
     * @param tiny directory of small random models in HuggingFace's form
     */
    public static List<FuzzTarget> all(Path tiny) throws IOException {
        byte[] config = Files.readAllBytes(tiny.resolve("llama3/config.json"));
        byte[] gemmaConfig = Files.readAllBytes(tiny.resolve("gemma3/config.json"));
        byte[] neoxConfig = Files.readAllBytes(tiny.resolve("gpt-neox/config.json"));
        byte[] tokenizer = Files.readAllBytes(tiny.resolve("llama3/tokenizer.json"));
        byte[] gemmaTokenizer = Files.readAllBytes(tiny.resolve("gemma3/tokenizer.json"));
        byte[] weights = Files.readAllBytes(tiny.resolve("llama3/model.safetensors"));
        List<byte[]> configs = List.of(config, config, gemmaConfig, neoxConfig);
        byte[] gguf = SeedFiles.gguf();
        return List.of(
                new FuzzTarget("gguf", 30, List.of(gguf), (input, work) -> info(write(work, "model.gguf", input))),
                new FuzzTarget(
                        "gguf, loaded", 1, List.of(gguf), (input, work) -> load(write(work, "model.gguf", input))),
                new FuzzTarget(
                        "safetensors",
                        20,
                        List.of(SeedFiles.safetensors()),
                        (input, work) -> info(model(work, SeedFiles.config(), tokenizer, "model.safetensors", input))),
                new FuzzTarget(
                        "pickle",
                        30,
                        List.of(SeedFiles.pickle()),
                        (input, work) -> info(model(
                                work, SeedFiles.config(), tokenizer, "pytorch_model.bin", SeedFiles.torch(input)))),
                new FuzzTarget(
                        "torch zip",
                        10,
                        List.of(SeedFiles.torch(SeedFiles.pickle())),
                        (input, work) -> info(model(work, SeedFiles.config(), tokenizer, "pytorch_model.bin", input))),
                new FuzzTarget(
                        "config",
                        20,
                        configs,
                        (input, work) -> info(model(work, input, tokenizer, "model.safetensors", weights))),
                new FuzzTarget(
                        "config, loaded",
                        3,
                        List.of(config),
                        (input, work) -> load(model(work, input, tokenizer, "model.safetensors", weights))),
                new FuzzTarget(
                        "tokenizer, checked",
                        20,
                        List.of(tokenizer, gemmaTokenizer),
                        (input, work) ->
                                withoutTrial(() -> info(model(work, config, input, "model.safetensors", weights)))),
                new FuzzTarget("npy", 20, SeedFiles.npy(), (input, work) -> vectors(write(work, "v.npy", input))),
                new FuzzTarget(
                        "control vector",
                        20,
                        List.of(
                                SeedFiles.controlVector(),
                                "{\"layers\":[{\"layer\":3,\"direction\":[1,2,3],\"strength\":2}]}"
                                        .getBytes(StandardCharsets.UTF_8)),
                        (input, work) -> vectors(write(work, "v.gguf", input))),
                book("txt", List.of(SeedFiles.text())),
                book("html", List.of(SeedFiles.html())),
                book("epub", List.of(SeedFiles.epub(SeedFiles.opf(), SeedFiles.html()))),
                new FuzzTarget(
                        "epub, package",
                        10,
                        List.of(SeedFiles.opf()),
                        (input, work) -> read(write(work, "b.epub", SeedFiles.epub(input, SeedFiles.html())))),
                new FuzzTarget(
                        "epub, page",
                        10,
                        List.of(SeedFiles.html()),
                        (input, work) -> read(write(work, "b.epub", SeedFiles.epub(SeedFiles.opf(), input)))));
    }

    /** Returns the target that tries each tokenizer in a process of its own, a second or two each. */
    public static FuzzTarget tokenizerTrial(Path tiny) throws IOException {
        byte[] config = Files.readAllBytes(tiny.resolve("llama3/config.json"));
        byte[] weights = Files.readAllBytes(tiny.resolve("llama3/model.safetensors"));
        List<byte[]> seeds = List.of(
                Files.readAllBytes(tiny.resolve("llama3/tokenizer.json")),
                Files.readAllBytes(tiny.resolve("gemma3/tokenizer.json")));
        return new FuzzTarget(
                "tokenizer, tried",
                1,
                seeds,
                (input, work) -> load(model(work, config, input, "model.safetensors", weights)));
    }

    private static FuzzTarget book(String kind, List<byte[]> seeds) {
        return new FuzzTarget(kind, 20, seeds, (input, work) -> read(write(work, "a-b_c." + kind, input)));
    }

    private static Path write(Path work, String name, byte[] content) throws IOException {
        return Files.write(work.resolve(name), content);
    }

    private static Path model(Path work, byte[] config, byte[] tokenizer, String weightFile, byte[] weights)
            throws IOException {
        Path directory = Files.createDirectories(work.resolve(weightFile + ".model"));
        for (Map.Entry<String, byte[]> file : Map.of(
                        "config.json", config, "tokenizer.json", tokenizer, weightFile, weights)
                .entrySet()) {
            write(directory, file.getKey(), file.getValue());
        }
        return directory;
    }

    private static void info(Path model) {
        LanguageModel.info(model);
    }

    private static void load(Path path) {
        try (LanguageModel model = LanguageModel.load(path)) {
            int[] ids = model.tokenizer().encode("The inspector found the alibi — “don’t!”");
            if (ids.length > 0 && ids.length <= model.info().context()) {
                model.nll(ids);
            }
        }
    }

    private interface Action {
        void run() throws Exception;
    }

    private static void withoutTrial(Action action) throws Exception {
        String before = System.setProperty("gumshoe.tokenizer.trial", "off");
        try {
            action.run();
        } finally {
            System.setProperty("gumshoe.tokenizer.trial", before == null ? "on" : before);
        }
    }

    private static void vectors(Path file) throws IOException {
        ControlVectors.read(file);
    }

    private static void read(Path file) {
        Book book = Books.read(file);
        Passages.split(book.text(), 40).forEach(passage -> {
            Words.tokens(passage.text());
            Words.capitals(passage.text());
        });
    }
}
