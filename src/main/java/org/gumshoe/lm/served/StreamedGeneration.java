// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.served;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.gumshoe.lm.generation.Detokenizer;
import org.gumshoe.lm.generation.Prompt;
import org.gumshoe.lm.generation.PromptSource;
import org.gumshoe.lm.generation.TokenListener;

/**
 * Several sequences that a server writes at once. Each is read on a virtual thread of its own; the listener
 * is told on the caller's thread.
 */
final class StreamedGeneration implements AutoCloseable {
    private static final long POLL_MILLIS = 20;

    private final ServedModel model;
    private final Duration timeout;
    private final TokenListener listener;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final Map<Integer, Active> active = new HashMap<>();
    private final ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor();
    private int prompts;

    /** What a sequence's thread tells. */
    private sealed interface Event {
        int prompt();
    }

    private record Written(int prompt, ServedSequence.Part part) implements Event {}

    private record Failed(int prompt, Throwable why) implements Event {}

    /** Sequence that is being written. One token is held back, since the end may be told behind it. */
    private static final class Active {
        private final ServedSequence sequence;
        private final Detokenizer detokenizer;
        private ServedSequence.Token held;
        private int told;
        private volatile long heard = System.nanoTime();

        private Active(ServedSequence sequence, Detokenizer detokenizer) {
            this.sequence = sequence;
            this.detokenizer = detokenizer;
        }
    }

    /** @param timeout limit of the silence between two tokens of a sequence */
    StreamedGeneration(ServedModel model, Duration timeout, TokenListener listener) {
        this.model = model;
        this.timeout = timeout;
        this.listener = listener;
    }

    /** Writes until the source has no prompts and all sequences are finished. */
    void run(int slots, PromptSource source) {
        while (true) {
            List<Prompt> joining = source.next(slots - active.size());
            joining.forEach(this::begin);
            if (active.isEmpty()) {
                if (joining.isEmpty()) {
                    return;
                }
                continue;
            }
            for (Event event = next(); event != null; event = events.poll()) {
                hear(event);
            }
            active.values().forEach(this::requireHeard);
        }
    }

    private void begin(Prompt prompt) {
        int number = prompts++;
        ServedSequence sequence = model.begin(prompt);
        Active begun = new Active(sequence, new Detokenizer(model.tokenizer(), sequence.promptIds()));
        active.put(number, begun);
        readers.execute(() -> {
            try {
                sequence.read(part -> {
                    begun.heard = System.nanoTime();
                    events.add(new Written(number, part));
                });
            } catch (RuntimeException | Error e) {
                events.add(new Failed(number, e));
            }
        });
    }

    private Event next() {
        try {
            return events.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ServerTrouble.lasting("the server was not waited for any longer");
        }
    }

    private void hear(Event event) {
        switch (event) {
            case Failed(int prompt, RuntimeException why) -> throw why;
            case Failed(int prompt, Throwable why) -> throw (Error) why;
            case Written(int prompt, ServedSequence.Part part) -> {
                Active of = active.get(prompt);
                part.tokens().forEach(token -> add(prompt, of, token));
                if (part.ends()) {
                    active.remove(prompt);
                    if (of.held == null) {
                        throw ServerTrouble.passing(of.sequence.server() + " ended a text before its first token");
                    }
                    tell(prompt, of, true);
                }
            }
        }
    }

    private void add(int prompt, Active to, ServedSequence.Token token) {
        if (token.id() < 0 || token.id() >= model.info().vocabSize()) {
            throw ServerTrouble.lasting(to.sequence.server() + " wrote a token that "
                    + model.info().name() + " does not have: " + token.id());
        }
        if (to.held != null) {
            tell(prompt, to, false);
        }
        to.held = token;
        if (to.told == to.sequence.maxTokens()) {
            throw ServerTrouble.lasting(to.sequence.server() + " wrote more than the " + to.told + " tokens asked for");
        }
    }

    private void tell(int prompt, Active of, boolean last) {
        ServedSequence.Token token = of.held;
        listener.token(prompt, of.told++, token.id(), of.detokenizer.add(token.id()), token.logProb(), last);
    }

    private void requireHeard(Active of) {
        if (System.nanoTime() - of.heard > timeout.toNanos()) {
            throw ServerTrouble.passing(
                    of.sequence.server() + " has written nothing for " + timeout.toMillis() + " ms");
        }
    }

    @Override
    public void close() {
        // a request that nobody reads any longer is given up by the server too
        readers.shutdownNow();
        readers.close();
    }
}
