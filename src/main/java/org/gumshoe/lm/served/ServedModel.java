// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.served;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.ObjIntConsumer;
import java.util.stream.IntStream;
import org.gumshoe.BadInputException;
import org.gumshoe.lm.LanguageModel;
import org.gumshoe.lm.ModelInfo;
import org.gumshoe.lm.SteerableModel;
import org.gumshoe.lm.Unembedding;
import org.gumshoe.lm.generation.Prompt;
import org.gumshoe.lm.generation.PromptSource;
import org.gumshoe.lm.generation.TokenListener;
import org.gumshoe.lm.tokenizer.Tokenizer;
import org.gumshoe.lm.transformer.HiddenStates.Pooling;
import org.gumshoe.lm.transformer.Injection;
import org.gumshoe.lm.transformer.ReadText;

/**
 * Language model whose blocks run on a server. It is found there by the first digits of its SHA-256, and
 * each request names them, so a server that holds another model answers none.
 */
public final class ServedModel implements SteerableModel {
    private final LanguageModel firstBlock;
    private final ServerSettings settings;
    private final ModelServer server;
    private final PatientServer patient;
    private final CompletionBodies bodies;
    private final int room;

    private ServedModel(LanguageModel firstBlock, ServerSettings settings, HeldModel held, int[] layers) {
        this.firstBlock = firstBlock;
        this.settings = settings;
        this.server = held.server();
        this.room = held.room();
        this.bodies = new CompletionBodies(held.name());
        this.patient = new PatientServer(server, new ModelTrial(firstBlock, bodies, layers), settings.timeout());
    }

    /**
     * Opens a model: its tokenizer, its end and its first block are read from its files, and the server that
     * holds it is tried.
     *
     * @param layers that will be read, 1 to the number of blocks
     * @param tokens of the longest text that must fit
     * @throws BadInputException when the files are no model, the layers cannot be read there, or none of the
     *     servers holds the model
     * @throws java.io.UncheckedIOException when a server is away or in trouble
     */
    public static ServedModel open(Path fileOrDirectory, ServerSettings settings, int[] layers, int tokens) {
        LanguageModel firstBlock = LanguageModel.load(fileOrDirectory, 1);
        ModelServer server = null;
        try {
            requireServed(layers, firstBlock.info());
            HeldModel held = HeldModel.find(firstBlock.info(), settings);
            server = held.server();
            int needed = Math.min(tokens, firstBlock.info().context());
            if (held.room() <= needed) {
                throw new BadInputException(
                        "%s takes %d tokens at once, and %d are needed: start it with --max-model-len %d or more."
                                .formatted(server, held.room(), needed + 1, needed + 1));
            }
            ServedModel model = new ServedModel(firstBlock, settings, held, layers);
            model.patient.trial().run(server, settings.timeout());
            return model;
        } catch (RuntimeException | Error e) {
            firstBlock.close();
            if (server != null) {
                server.close();
            }
            throw e;
        }
    }

    private static void requireServed(int[] layers, ModelInfo info) {
        for (int layer : layers) {
            if (layer < 1 || layer > info.blocks()) {
                throw new BadInputException("Layer %d of %s cannot be read or steered on a server; layers 1 to %d can."
                        .formatted(layer, info.name(), info.blocks()));
            }
        }
    }

    @Override
    public ModelInfo info() {
        return firstBlock.info();
    }

    @Override
    public Tokenizer tokenizer() {
        return firstBlock.tokenizer();
    }

    @Override
    public Unembedding unembedding() {
        return firstBlock.unembedding();
    }

    @Override
    public <T> void read(List<int[]> sequences, int[] layers, Pooling<T> pooling, ObjIntConsumer<T> result) {
        if (sequences.isEmpty()) {
            return;
        }
        int workers = Math.min(settings.requests(), sequences.size());
        try (ExecutorService inFlight =
                Executors.newFixedThreadPool(workers, Thread.ofVirtual().factory())) {
            List<Future<T>> pooled = IntStream.range(0, sequences.size())
                    .mapToObj(i -> inFlight.submit(() ->
                            pooling.pool(i, ask(sequences.get(i), layers, false).states())))
                    .toList();
            List<T> all;
            try {
                // handed on together, so that what the caller begins with the first is not kept waiting
                all = pooled.stream().map(this::await).toList();
            } catch (RuntimeException | Error e) {
                inFlight.shutdownNow();
                throw e;
            }
            IntStream.range(0, all.size()).forEach(i -> result.accept(all.get(i), i));
        }
    }

    private <T> T await(Future<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException why -> throw why;
                case Error why -> throw why;
                default -> throw new IllegalStateException(e.getCause());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ServerTrouble.lasting(server + " was not waited for any longer");
        }
    }

    private ReadAnswer ask(int[] ids, int[] layers, boolean likelihoods) {
        requireServed(layers, info());
        if (ids.length == 0 || ids.length >= room) {
            throw new BadInputException("A text of %d tokens cannot be read by %s, which takes 1 to %d; change it."
                    .formatted(ids.length, server, room - 1));
        }
        int[] wanted = Arrays.stream(layers).sorted().distinct().toArray();
        int width = info().width();
        return patient.ask(left -> {
            byte[] body = server.complete(
                    bodies.read(ids, wanted, likelihoods), ReadAnswer.limit(wanted.length, ids.length, width), left);
            try {
                return ReadAnswer.parse(body, wanted, ids.length, width);
            } catch (IOException e) {
                throw server.broken(e);
            }
        });
    }

    @Override
    public ReadText readWithLikelihoods(int[] ids, int first, int[] layers) {
        ReadAnswer answer = ask(ids, layers, true);
        try {
            return new ReadText(answer.states(), answer.nll(ids, first));
        } catch (IOException e) {
            throw server.broken(e);
        }
    }

    @Override
    public double[] nll(int[] ids, int first) {
        return readWithLikelihoods(ids, first, new int[0]).nll();
    }

    @Override
    public void generate(int slots, PromptSource source, TokenListener listener) {
        try (StreamedGeneration generation = new StreamedGeneration(this, settings.timeout(), listener)) {
            generation.run(Math.min(slots, settings.requests()), source);
        }
    }

    /** Begins to write a prompt; a virtual thread of its own calls this. */
    ServedSequence begin(Prompt prompt) {
        check(prompt);
        int[] ids = tokenizer().encode(prompt.text());
        int maxTokens = Math.min(prompt.maxTokens(), Math.min(info().context(), room - 1) - ids.length);
        return new ServedSequence(
                server,
                patient,
                bodies.write(ids, prompt, maxTokens, tokenizer().stopTokens()),
                ids,
                maxTokens);
    }

    @Override
    public void check(Prompt prompt) {
        firstBlock.check(prompt);
        requireServed(prompt.injections().stream().mapToInt(Injection::layer).toArray(), info());
        int tokens = tokenizer().encode(prompt.text()).length;
        if (tokens >= room - 1) {
            throw new BadInputException(
                    "A text of %d tokens leaves no room to continue it on %s, which takes %d; shorten it."
                            .formatted(tokens, server, room));
        }
    }

    @Override
    public void close() {
        server.close();
        firstBlock.close();
    }
}
