// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.fuzz.records;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.schemas.StoryRequest;
import org.gumshoe.services.common.faults.Faults;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.KeptVectors;
import org.gumshoe.services.stories.StoryWriter;

/**
 * The writer of stories with a tiny model. Each vector and announcement is tried with a request that
 * needs it, and is then replaced by a well-formed one.
 */
final class DrivenStories implements Stage {
    private static final int REQUESTS = 200;

    private final RecordSeeds world;
    private final Map<String, ModelAnnouncement> models = new TreeMap<>();
    private final Map<String, SteeringVector> vectors = new TreeMap<>();
    private DrivenClient<StoryRequest> client;
    private StoryWriter writer;
    private int requests;

    DrivenStories(RecordSeeds world) {
        this.world = world;
    }

    @Override
    public Set<String> reads() {
        return Set.of(Topics.STORY_REQUESTS.name(), Topics.LANGUAGE_MODELS.name(), Topics.STEERING_VECTORS.name());
    }

    @Override
    public List<String> process(String topic, RecordInput record) {
        if (writer == null || requests >= REQUESTS) {
            begin();
        }
        restore();
        try {
            if (topic.equals(Topics.LANGUAGE_MODELS.name())) {
                DrivenClient.put(models, Topics.LANGUAGE_MODELS, record);
            } else if (topic.equals(Topics.STEERING_VECTORS.name())) {
                DrivenClient.put(vectors, Topics.STEERING_VECTORS, record);
            } else {
                return answer(record);
            }
            return answer(world.of(Topics.STORY_REQUESTS).get(requests % 4));
        } catch (UncheckedIOException e) {
            // a model's file that is not there is waited for, and /ready says so
            close();
            return List.of(Faults.sentence(e));
        } catch (Throwable finding) {
            close();
            throw finding;
        }
    }

    private void begin() {
        close();
        client = new DrivenClient<>(Topics.STORY_REQUESTS);
        writer = new StoryWriter(
                client.consumer(),
                client.producer(),
                client.letters(),
                models,
                vectors,
                new KeptVectors(),
                role -> Optional.empty(),
                2,
                () -> false,
                state -> {});
        client.consumer().subscribe(List.of(Topics.STORY_REQUESTS.name()), writer.rebalances());
        client.assign();
        requests = 0;
    }

    private void restore() {
        models.clear();
        vectors.clear();
        world.of(Topics.LANGUAGE_MODELS).forEach(record -> DrivenClient.put(models, Topics.LANGUAGE_MODELS, record));
        world.of(Topics.STEERING_VECTORS).forEach(record -> DrivenClient.put(vectors, Topics.STEERING_VECTORS, record));
    }

    private List<String> answer(RecordInput request) {
        requests++;
        client.add(request);
        writer.poll(Duration.ZERO);
        writer.answer();
        return client.written();
    }

    @Override
    public void close() {
        if (writer != null) {
            writer.close();
            writer = null;
        }
    }
}
