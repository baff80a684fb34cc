// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.stories;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.producer.Producer;
import org.gumshoe.BadInputException;
import org.gumshoe.lm.SteerableModel;
import org.gumshoe.lm.served.ServerSettings;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.schemas.StoryRequest;
import org.gumshoe.services.common.faults.Faults;
import org.gumshoe.services.common.kafka.DecodedValue;
import org.gumshoe.services.common.records.KeptVectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writer of the stories that are asked for, in batches. It is given its clients and tables, so it
 * runs without a broker too.
 */
public final class StoryWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StoryWriter.class);
    private static final String IDLE = "waiting for requests";

    private final RequestQueue requests;
    private final TokenSink sink;
    private final Map<String, ModelAnnouncement> models;
    private final Map<String, SteeringVector> vectors;
    private final KeptVectors former;
    private final int most;
    private final java.util.function.Consumer<String> state;
    private final ModelPool pool;
    private int suspects;

    /**
     * Creates a writer.
     *
     * @param letters with transactions, which are initialized
     * @param models the language-models topic as a table
     * @param vectors the steering-vectors topic as a table
     * @param former versions that are no longer in force
     * @param servers settings of a role's servers; empty where its models run in this process
     * @param most maximum number of stories at once
     * @param stopped whether to stop in the middle of a story
     * @param state told what the writer does
     */
    public StoryWriter(
            Consumer<String, DecodedValue<StoryRequest>> consumer,
            Producer<String, byte[]> answers,
            Producer<String, byte[]> letters,
            Map<String, ModelAnnouncement> models,
            Map<String, SteeringVector> vectors,
            KeptVectors former,
            Function<String, Optional<ServerSettings>> servers,
            int most,
            BooleanSupplier stopped,
            java.util.function.Consumer<String> state) {
        this.models = models;
        this.vectors = vectors;
        this.former = former;
        this.pool = new ModelPool(servers);
        this.most = most;
        this.state = state;
        sink = new TokenSink(answers, stopped);
        requests = new RequestQueue(consumer, new HeldLetters(letters), sink);
        state.accept(IDLE);
    }

    /** Returns what the consumer tells of the partitions that come and go. */
    public ConsumerRebalanceListener rebalances() {
        return requests;
    }

    /** Reads new requests. */
    public void poll(Duration patience) {
        requests.poll(patience);
    }

    /**
     * Writes stories of the model that the first waiting request wants, including requests that
     * arrive meanwhile, and commits what is answered.
     */
    public void answer() {
        if (!requests.waiting().isEmpty()) {
            write(requests.waiting().getFirst());
        }
        requests.commit();
    }

    private void write(RequestQueue.Request first) {
        SteerableModel model;
        try {
            ModelAnnouncement wanted =
                    ModelPool.of(first.story(), models, vectors, former).orElseThrow();
            state.accept("loading " + wanted.getName());
            model = pool.load(wanted);
        } catch (RuntimeException | StackOverflowError e) {
            if (!Faults.isOfRecord(e)) {
                throw e;
            }
            if (!(e instanceof BadInputException)) {
                requests.bury(first, e);
            }
            sink.refuse(first.story(), Faults.sentence(e));
            requests.answered(first);
            return;
        }
        state.accept("writing stories");
        write(new RunningBatch(model, models, vectors, former, requests, sink));
        state.accept(IDLE);
    }

    /**
     * Writes a batch. When it fails, nobody knows which of its requests is to blame: each is then
     * written alone, and one that fails alone becomes a dead letter.
     */
    private void write(RunningBatch batch) {
        try {
            batch.write(suspects > 0 ? 1 : most);
            suspects = 0;
        } catch (TokenSink.Stopped e) {
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            List<RequestQueue.Request> unanswered = batch.unanswered();
            if (!Faults.isOfRecord(e) || unanswered.isEmpty()) {
                throw e;
            }
            if (unanswered.size() == 1) {
                batch.bury(unanswered.getFirst(), e);
            } else {
                LOG.warn("{} stories are begun anew, each alone: {}", unanswered.size(), Faults.sentence(e));
                requests.giveBack(unanswered);
                suspects = unanswered.size();
            }
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
