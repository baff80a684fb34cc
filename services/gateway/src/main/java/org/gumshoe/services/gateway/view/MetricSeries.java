// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway.view;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.gumshoe.schemas.RefinementMetric;
import org.gumshoe.services.common.records.MetricKey;

/** Course of every refinement metric, and its newest value; both are bounded. */
public final class MetricSeries {
    /** Points that are kept of one metric; beyond them every second one is left out. */
    private static final int POINTS = 2000;

    private static final int METRICS = 2000;

    private final Map<String, RefinementMetric> newest = new ConcurrentSkipListMap<>();
    private final Map<String, List<Point>> courses = new TreeMap<>();
    private final int most;
    private int points;

    /** @param most points of the courses of all metrics; beyond them the longest is thinned */
    MetricSeries(int most) {
        this.most = most;
    }

    /**
     * Value of a metric.
     *
     * @param low of its interval; null where it has none
     * @param at milliseconds since the epoch
     */
    public record Point(long at, double value, Double low, Double high, long version, String cause) {}

    /** Course of one metric, the oldest value first. */
    public record Course(String metric, List<Point> points) {}

    synchronized void apply(String key, RefinementMetric metricOrNull) {
        if (metricOrNull == null) {
            newest.remove(key);
            return;
        }
        // a removed one keeps its course
        if (courses.size() >= METRICS && !courses.containsKey(key)) {
            return;
        }
        newest.put(key, metricOrNull);
        List<Point> course = courses.computeIfAbsent(key, k -> new ArrayList<>());
        course.add(point(metricOrNull));
        points++;
        if (course.size() > POINTS) {
            thin(course);
        }
        if (points > most) {
            courses.values().stream().max(Comparator.comparingInt(List::size)).ifPresent(this::thin);
        }
    }

    private void thin(List<Point> course) {
        points -= course.size();
        for (int i = course.size() - 2; i > 0; i -= 2) {
            course.remove(i);
        }
        points += course.size();
    }

    /** Returns a metric's value as a point. */
    public static Point point(RefinementMetric metric) {
        return new Point(
                metric.getAt(),
                metric.getValue(),
                metric.getLow(),
                metric.getHigh(),
                metric.getVersion(),
                metric.getCause());
    }

    /** Live view of the newest values, by key. */
    public Map<String, RefinementMetric> newest() {
        return Collections.unmodifiableMap(newest);
    }

    /** Returns the courses of a concept's metrics. */
    public synchronized List<Course> of(String concept) {
        List<Course> all = new ArrayList<>();
        courses.forEach((key, points) -> MetricKey.parse(key)
                .filter(metric -> metric.concept().equals(concept))
                .ifPresent(metric -> all.add(new Course(metric.metric(), List.copyOf(points)))));
        return all;
    }
}
