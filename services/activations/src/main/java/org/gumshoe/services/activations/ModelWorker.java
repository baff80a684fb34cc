// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.activations;

import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.gumshoe.BadInputException;
import org.gumshoe.lm.LanguageModel;
import org.gumshoe.lm.ModelInfo;
import org.gumshoe.lm.SteerableModel;
import org.gumshoe.lm.served.ServedModel;
import org.gumshoe.lm.served.ServerSettings;
import org.gumshoe.pipeline.ReadSpec;
import org.gumshoe.pipeline.WordQuestion;
import org.gumshoe.schemas.Concept;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.schemas.Passage;
import org.gumshoe.schemas.WordReadOut;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.DecodedValue;
import org.gumshoe.services.common.records.ModelReading;
import org.gumshoe.services.common.runtime.ProcessMetrics;

/**
 * Loaded model with its consumer of passages. In this process it has all blocks where it is asked for
 * words, and otherwise those up to the deepest layer that is read; with {@link ServerSettings} its blocks
 * run on a server.
 */
public final class ModelWorker implements AutoCloseable {
    /** No tokenizer makes more of {@link ReadSpec#WORD_PROMPT}. */
    private static final int QUESTION_TOKENS = ReadSpec.WORD_PROMPT.length();

    private final ModelAnnouncement announced;
    private final SteerableModel model;
    private final Consumer<String, DecodedValue<Passage>> consumer;
    private final KafkaClientMetrics meters;
    private final PassageBatchConsumer passages;
    private final Producer<String, byte[]> producer;
    private final boolean asked;
    private WordReadOuts readOuts;

    /**
     * Loads a model.
     *
     * @param models the topic of language models as a table
     * @param consumers makes the consumer of a group
     * @throws BadInputException when the model's file is not the announced one, or no server holds it
     * @throws java.io.UncheckedIOException when its server is away or in trouble
     */
    public ModelWorker(
            String service,
            ModelAnnouncement announced,
            Map<String, ModelAnnouncement> models,
            Function<String, Consumer<String, DecodedValue<Passage>>> consumers,
            Producer<String, byte[]> producer,
            Settings settings,
            ProcessMetrics metrics) {
        this.announced = announced;
        this.producer = producer;
        asked = settings.getBoolean("activation.words", true);
        String role = announced.getRole();
        int[] layers =
                announced.getReadLayers().stream().mapToInt(Integer::intValue).toArray();
        ReadSpec spec = ActivationsService.readSpec(settings);
        model = open(announced, layers, asked, spec, ServerSettings.of(role, settings::get));
        WordQuestion question;
        try {
            requireAnnounced(model.info(), announced);
            question = asked ? WordQuestion.to(model) : WordQuestion.NONE;
        } catch (BadInputException e) {
            model.close();
            throw e;
        }
        PassageReader reader =
                new PassageReader(model, role, layers, spec, question, settings.getInt("activation.positions", 0));
        // each model and choice of layers has its own group, so that a new one reads all passages
        consumer = consumers.apply(ModelReading.of(announced).group(role));
        meters = metrics.bind(service, consumer);
        passages = new PassageBatchConsumer(
                service,
                reader,
                new ActivationKeys(role, ModelReading.of(announced), models),
                consumer,
                producer,
                settings.getInt("activation.batch", 8),
                metrics.registry(),
                metrics.traces().service(service, "read passages"));
    }

    private static SteerableModel open(
            ModelAnnouncement announced, int[] layers, boolean asked, ReadSpec spec, Optional<ServerSettings> servers) {
        Path files = Path.of(announced.getLocation());
        if (servers.isEmpty()) {
            return LanguageModel.load(
                    files, asked ? announced.getBlocks() : Collections.max(announced.getReadLayers()));
        }
        int[] read = asked
                ? IntStream.concat(IntStream.of(layers), IntStream.of(announced.getBlocks()))
                        .toArray()
                : layers;
        return ServedModel.open(files, servers.get(), read, spec.tokens() + (asked ? QUESTION_TOKENS : 0));
    }

    private static void requireAnnounced(ModelInfo info, ModelAnnouncement wanted) {
        if (!info.sha256().equals(wanted.getSha256())) {
            throw new BadInputException(info.location() + " is not the " + wanted.getRole()
                    + " model that was announced (its SHA-256 is " + info.sha256() + " instead of "
                    + wanted.getSha256() + "): announce it again or put the former file back.");
        }
        if (info.blocks() != wanted.getBlocks()) {
            throw new BadInputException(info.location() + " has " + info.blocks() + " blocks, but was announced with "
                    + wanted.getBlocks() + ": announce it again.");
        }
    }

    /** Reads one batch of passages; waits for at most {@code timeout} when there is none. */
    public void step(Duration timeout) {
        passages.step(timeout);
    }

    /**
     * Publishes the read-outs of concepts that have come or changed, where the model is asked for words.
     *
     * @param concepts the topic of concepts as a table, which has caught up
     * @param published the topic of read-outs as a table, which has caught up
     */
    void publishReadOuts(Map<String, Concept> concepts, Map<String, WordReadOut> published) {
        if (asked) {
            if (readOuts == null) {
                readOuts = new WordReadOuts(model, announced.getRole(), published, producer);
            }
            readOuts.step(concepts);
        }
    }

    /** Number of passages that are still to be read. */
    long left() {
        return passages.left();
    }

    /** Returns whether this worker runs an announced model; name and version may differ. */
    boolean is(ModelAnnouncement wanted) {
        return wanted != null
                && ModelReading.of(wanted).equals(ModelReading.of(announced))
                && wanted.getLocation().equals(announced.getLocation());
    }

    @Override
    public void close() {
        meters.close();
        consumer.close();
        model.close();
    }
}
