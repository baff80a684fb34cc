// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.tokenizer;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.gumshoe.FileVersion;

/**
 * Tokenizer that all models share which a process has loaded from one file, as the services that read and
 * write with it do: a vocabulary of 262,144 tokens takes seconds to build and 100 MB to keep. It is closed
 * with the last of them.
 */
public final class SharedTokenizer implements Tokenizer, AutoCloseable {
    private static final Map<FileVersion, Held> HELD = new ConcurrentHashMap<>();

    private record Held(FastTokenizer tokenizer, int users) {}

    private final FileVersion file;
    private final FastTokenizer tokenizer;
    private boolean closed;

    private SharedTokenizer(FileVersion file, FastTokenizer tokenizer) {
        this.file = file;
        this.tokenizer = tokenizer;
    }

    /**
     * Returns the tokenizer of a file, for one more user.
     *
     * @param build makes it, if nobody has it; others who ask for the same wait
     */
    public static SharedTokenizer of(FileVersion file, Supplier<FastTokenizer> build) {
        Held held = HELD.compute(
                file,
                (same, before) ->
                        before == null ? new Held(build.get(), 1) : new Held(before.tokenizer, before.users + 1));
        return new SharedTokenizer(file, held.tokenizer);
    }

    @Override
    public int[] encode(String text) {
        return tokenizer.encode(text);
    }

    @Override
    public int[] encodeWithoutSpecial(String text) {
        return tokenizer.encodeWithoutSpecial(text);
    }

    @Override
    public EncodedText encodeWithOffsets(String text) {
        return tokenizer.encodeWithOffsets(text);
    }

    @Override
    public String decode(int[] ids) {
        return tokenizer.decode(ids);
    }

    @Override
    public String token(int id) {
        return tokenizer.token(id);
    }

    @Override
    public int bosId() {
        return tokenizer.bosId();
    }

    @Override
    public Set<Integer> stopTokens() {
        return tokenizer.stopTokens();
    }

    @Override
    public synchronized void close() {
        if (closed) return;
        closed = true;
        HELD.computeIfPresent(file, (same, held) -> {
            if (held.users > 1) return new Held(held.tokenizer, held.users - 1);
            held.tokenizer.close();
            return null;
        });
    }
}
