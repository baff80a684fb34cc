// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway.view;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.gumshoe.schemas.Concept;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.flow.FlowHistory;

/**
 * Everything that the page shows.
 *
 * @param concepts by name
 * @param models announced, by key
 */
public record Views(
        Map<String, Concept> concepts,
        Map<String, ModelAnnouncement> models,
        VectorVersions vectors,
        MetricSeries metrics,
        ScoreVersions scores,
        StoryArchive stories,
        BookShelf books,
        Journeys journeys,
        TopicMap topics,
        TopicPassages topicPassages,
        FlowHistory flow,
        BrokerView broker,
        LetterList letters) {
    private static final int STORY_MEGABYTES = 16;

    /** Returns views of topics that hold nothing. */
    public static Views empty() {
        return empty(STORY_MEGABYTES << 20);
    }

    /** Returns the same with the room for stories that the settings give. */
    public static Views empty(Settings settings) {
        return empty((long) settings.getInt("gateway.stories.mb", STORY_MEGABYTES) << 20);
    }

    private static Views empty(long storyBytes) {
        return new Views(
                new ConcurrentSkipListMap<>(),
                new ConcurrentSkipListMap<>(),
                new VectorVersions(),
                new MetricSeries(),
                new ScoreVersions(),
                new StoryArchive(storyBytes),
                new BookShelf(),
                new Journeys(),
                new TopicMap(),
                new TopicPassages(),
                new FlowHistory(),
                new BrokerView(),
                new LetterList());
    }
}
