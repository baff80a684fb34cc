// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.gumshoe.BadInputException;
import org.gumshoe.FileVersion;
import org.gumshoe.lm.config.Precision;
import org.gumshoe.lm.engine.TorchRuntime;
import org.gumshoe.lm.tokenizer.FastTokenizer;
import org.gumshoe.lm.tokenizer.SharedTokenizer;
import org.gumshoe.lm.tokenizer.Tokenizer;
import org.gumshoe.lm.transformer.Transformer;
import org.gumshoe.lm.weights.ModelFile;

/**
 * Parts of a model that is loaded from a file. All who load the same one in a process share them, as the services
 * that read and write with it do; they are opened with the first and closed with the last.
 */
final class LoadedModel implements AutoCloseable {
    /** Tokens of a vocabulary whose building leaves so much garbage that its memory is worth a collection. */
    private static final int LARGE_VOCABULARY = 100_000;

    private static final Map<Key, Held> HELD = new HashMap<>();

    private final Held held;
    private boolean closed;

    /** What makes two models the same: their files as they were opened, and how they compute. */
    private record Key(List<FileVersion> files, Precision precision, String device) {
        static Key of(ModelFile file, Precision precision) {
            try {
                List<FileVersion> versions = new ArrayList<>();
                for (Path each : files(file)) {
                    versions.add(FileVersion.of(each));
                }
                return new Key(versions, precision, TorchRuntime.requestedDevice());
            } catch (IOException | UncheckedIOException e) {
                throw new BadInputException(
                        "Cannot read %s: %s; check the path and its permissions.".formatted(file.location(), e), e);
            }
        }

        private static List<Path> files(ModelFile file) throws IOException {
            if (!Files.isDirectory(file.location())) {
                return file.weightFiles();
            }
            try (Stream<Path> all = Files.list(file.location())) {
                return all.filter(Files::isRegularFile).sorted().toList();
            }
        }
    }

    /** The parts, and how many share them; the parts are null until they are loaded. */
    private static final class Held {
        private final Key key;
        private int users;
        private Parts parts;

        Held(Key key) {
            this.key = key;
        }

        /** Loads the parts from a file, or closes it where that has been done before. */
        synchronized void load(ModelFile file) {
            if (parts == null) {
                parts = Parts.of(file, key.precision());
            } else {
                file.close();
            }
        }
    }

    private record Parts(ModelFile file, ModelInfo info, Tokenizer tokenizer, Transformer transformer) {
        static Parts of(ModelFile file, Precision precision) {
            ModelInfo info = ModelInfoReader.of(file);
            Tokenizer tokenizer = file.tokenizer();
            if (file.config().vocabSize() > LARGE_VOCABULARY) {
                System.gc(); // after which the launcher's VM returns 200 MB to the system
            }
            try {
                return new Parts(
                        file,
                        info,
                        tokenizer,
                        new Transformer(
                                file,
                                precision,
                                opened -> PlanCache.planOf(info, precision, opened),
                                opened -> PlanCache.readingOf(info, tokenizer, opened)));
            } catch (RuntimeException | Error e) {
                close(tokenizer);
                throw e;
            }
        }

        void close() {
            transformer.close();
            close(tokenizer);
            file.close();
        }

        private static void close(Tokenizer tokenizer) {
            switch (tokenizer) {
                case SharedTokenizer shared -> shared.close();
                case FastTokenizer fast -> fast.close();
                default -> {}
            }
        }
    }

    private LoadedModel(Held held) {
        this.held = held;
    }

    /**
     * Loads a model, or shares it with those who have loaded it. The file is closed with the last of them, or at once
     * when the model cannot be loaded.
     *
     * @throws BadInputException when its file is damaged or its tensor types or tokenizer are unknown
     */
    static LoadedModel load(ModelFile file, Precision precision) {
        Held held = null;
        try {
            held = hold(Key.of(file, precision));
            held.load(file);
            return new LoadedModel(held);
        } catch (RuntimeException | Error e) {
            file.close();
            if (held != null) {
                release(held);
            }
            throw e;
        }
    }

    private static Held hold(Key key) {
        synchronized (HELD) {
            Held held = HELD.computeIfAbsent(key, Held::new);
            held.users++;
            return held;
        }
    }

    private static void release(Held held) {
        synchronized (HELD) {
            held.users--;
            if (held.users > 0) {
                return;
            }
            HELD.remove(held.key);
        }
        if (held.parts != null) {
            held.parts.close();
        }
    }

    ModelFile file() {
        return held.parts.file();
    }

    ModelInfo info() {
        return held.parts.info();
    }

    Tokenizer tokenizer() {
        return held.parts.tokenizer();
    }

    Transformer transformer() {
        return held.parts.transformer();
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            release(held);
        }
    }
}
