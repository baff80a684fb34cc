// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.evaluation;

import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.gumshoe.schemas.StoryToken;

/**
 * The processor that joins the tokens of a story. It forwards the complete story as one record: the
 * whole text, the sum of the log-probabilities, and the index of the last token.
 */
final class StoryCollector implements Processor<String, StoryToken, String, StoryToken> {
    private ProcessorContext<String, StoryToken> context;
    private KeyValueStore<String, StoryToken> stories;

    @Override
    public void init(ProcessorContext<String, StoryToken> processorContext) {
        context = processorContext;
        stories = context.getStateStore(EvaluationTopology.STORIES);
    }

    @Override
    public void process(Record<String, StoryToken> entry) {
        StoryToken token = entry.value();
        if (token == null || !token.getError().isEmpty()) {
            stories.delete(entry.key());
            return;
        }
        StoryToken soFar = stories.get(entry.key());
        boolean begins = token.getIndex() == 0;
        if (!begins && (soFar == null || token.getIndex() != soFar.getIndex() + 1)) {
            return;
        }
        StoryToken joined = StoryToken.newBuilder(token)
                .setText(begins ? token.getText() : soFar.getText() + token.getText())
                .setLogProb(begins ? token.getLogProb() : soFar.getLogProb() + token.getLogProb())
                .build();
        if (token.getLast()) {
            stories.delete(entry.key());
            context.forward(entry.withValue(joined));
        } else {
            stories.put(entry.key(), joined);
        }
    }
}
