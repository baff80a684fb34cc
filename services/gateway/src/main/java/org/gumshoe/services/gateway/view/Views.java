// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway.view;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.gumshoe.schemas.Concept;
import org.gumshoe.schemas.ModelAnnouncement;
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
    /** Returns views of topics that hold nothing. */
    public static Views empty(HistoryRoom room) {
        return new Views(
                new ConcurrentSkipListMap<>(),
                new ConcurrentSkipListMap<>(),
                new VectorVersions(room.vectorBytes()),
                new MetricSeries(room.points()),
                new ScoreVersions(room.scores()),
                new StoryArchive(room.storyBytes()),
                new BookShelf(),
                new Journeys(),
                new TopicMap(),
                new TopicPassages(),
                new FlowHistory(),
                new BrokerView(),
                new LetterList());
    }
}
