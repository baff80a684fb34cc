// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.report.html;

import static org.gumshoe.experiment.report.html.HtmlWriter.attribute;
import static org.gumshoe.experiment.report.html.HtmlWriter.css;
import static org.gumshoe.experiment.report.html.HtmlWriter.element;
import static org.gumshoe.experiment.report.html.HtmlWriter.join;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Shapes of inline SVG, in pixels from the top left. Colours are names of the style sheet, so that
 * light and dark pages both work.
 */
public final class Svg {
    public static final String NAMESPACE = "http://www.w3.org/2000/svg";
    private static final double RADIUS = 4.5;

    private Svg() {}

    /**
     * Shape of a mark; shapes differ as well as colours, for readers who cannot tell colours apart.
     */
    public enum Shape {
        CIRCLE,
        SQUARE,
        TRIANGLE,
        DIAMOND
    }

    /** Point in pixels. */
    public record Point(double x, double y) {}

    /**
     * Returns an image.
     *
     * @param id unique on the page
     * @param description what the plot shows, for screen readers
     */
    public static HtmlWriter image(
            String id, double width, double height, String title, String description, HtmlWriter... children) {
        return element(
                "svg",
                attribute("xmlns", NAMESPACE),
                attribute("viewBox", "0 0 " + number(width) + " " + number(height)),
                attribute("width", number(width)),
                attribute("height", number(height)),
                attribute("role", "img"),
                attribute("aria-labelledby", id + "-title " + id + "-desc"),
                element("title", attribute("id", id + "-title"), HtmlWriter.text(title)),
                element("desc", attribute("id", id + "-desc"), HtmlWriter.text(description)),
                join(children));
    }

    public static HtmlWriter line(double x1, double y1, double x2, double y2, String classes) {
        return element(
                "line",
                attribute("x1", number(x1)),
                attribute("y1", number(y1)),
                attribute("x2", number(x2)),
                attribute("y2", number(y2)),
                css(classes));
    }

    public static HtmlWriter polyline(List<Point> points, String classes) {
        String path =
                points.stream().map(p -> number(p.x()) + "," + number(p.y())).collect(Collectors.joining(" "));
        return element("polyline", attribute("points", path), css(classes));
    }

    public static HtmlWriter rect(double x, double y, double width, double height, HtmlNode... parts) {
        Stream<HtmlNode> place = Stream.of(
                attribute("x", number(x)),
                attribute("y", number(y)),
                attribute("width", number(width)),
                attribute("height", number(height)));
        return element("rect", Stream.concat(place, Stream.of(parts)).toArray(HtmlNode[]::new));
    }

    /**
     * Returns text.
     *
     * @param anchor whether the start, middle or end of the text is at x
     */
    public static HtmlWriter text(double x, double y, String anchor, String classes, String text) {
        return element(
                "text",
                attribute("x", number(x)),
                attribute("y", number(y)),
                attribute("text-anchor", anchor),
                css(classes),
                HtmlWriter.text(text));
    }

    /** Returns text that reads upwards, centred at the point. */
    public static HtmlWriter upwards(double x, double y, String classes, String text) {
        return element(
                "text",
                attribute("transform", "translate(" + number(x) + " " + number(y) + ") rotate(-90)"),
                attribute("text-anchor", "middle"),
                css(classes),
                HtmlWriter.text(text));
    }

    /**
     * Returns a mark.
     *
     * @param tooltip null for none
     */
    public static HtmlWriter mark(Shape shape, double x, double y, String classes, String tooltip) {
        double r = RADIUS;
        String path =
                switch (shape) {
                    case CIRCLE ->
                        "M" + number(x - r) + " " + number(y) + "a" + number(r) + " " + number(r) + " 0 1 0 "
                                + number(2 * r) + " 0a" + number(r) + " " + number(r) + " 0 1 0 " + number(-2 * r)
                                + " 0z";
                    case SQUARE -> "M" + number(x - 4) + " " + number(y - 4) + "h8v8h-8z";
                    case TRIANGLE -> "M" + number(x) + " " + number(y - 5) + "l5 9h-10z";
                    case DIAMOND -> "M" + number(x) + " " + number(y - 5.5) + "l5.5 5.5l-5.5 5.5l-5.5 -5.5z";
                };
        return element(
                "path",
                attribute("d", path),
                css("mark " + classes),
                tooltip == null ? HtmlWriter.NOTHING : element("title", tooltip));
    }

    public static HtmlWriter group(HtmlWriter.Attribute paint, HtmlWriter... children) {
        return element("g", paint, join(children));
    }

    /** Returns one of the five colours of series. */
    public static HtmlWriter.Attribute colour(int index) {
        return css("c" + Math.floorMod(index, 5));
    }

    /** Returns a colour between the low (0) and the high end (1) of the sequential scale. */
    public static HtmlWriter.Attribute blend(double share) {
        return attribute(
                "style",
                "color:color-mix(in oklab,var(--seq-high) " + number(100 * Math.clamp(share, 0, 1))
                        + "%,var(--seq-low))");
    }

    /** Shortens a name to fit the plot; the tables have it in full. */
    public static String shortened(String name, int most) {
        return name.length() <= most ? name : name.substring(0, most - 1) + "\u2026";
    }

    public static String number(double value) {
        String text = String.format(Locale.ROOT, "%.1f", value);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }
}
