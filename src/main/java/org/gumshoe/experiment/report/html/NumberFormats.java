// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.report.html;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.gumshoe.experiment.results.ExperimentResults.Figure;

/** Number formats of the report: three decimals, and a dash for unknown figures. */
public final class NumberFormats {
    public static final String DASH = "\u2013";

    private NumberFormats() {}

    public static String number(double value) {
        return decimals(value, 3);
    }

    public static String number(Figure figure) {
        if (figure == null) {
            return DASH;
        }
        return Double.isFinite(figure.low()) && Double.isFinite(figure.high())
                ? number(figure.value()) + " [" + number(figure.low()) + ", " + number(figure.high()) + "]"
                : number(figure.value());
    }

    public static String decimals(double value, int digits) {
        if (!Double.isFinite(value)) {
            return DASH;
        }
        String text = String.format(Locale.ROOT, "%." + digits + "f", value);
        return text.startsWith("-") ? text.matches("-[0.]*") ? text.substring(1) : "\u2212" + text.substring(1) : text;
    }

    public static String percent(double share) {
        return Double.isFinite(share) ? decimals(100 * share, 0) + " %" : DASH;
    }

    public static String list(List<?> items) {
        return items == null || items.isEmpty()
                ? DASH
                : items.stream()
                        .map(i -> i instanceof Double d ? decimals(d, 2) : String.valueOf(i))
                        .collect(Collectors.joining(", "));
    }

    /** Formats a wall time, such as 1 h 02 min 03 s. */
    public static String duration(double seconds) {
        if (!Double.isFinite(seconds)) {
            return DASH;
        }
        if (seconds < 60) {
            return decimals(seconds, 1) + " s";
        }
        long whole = Math.round(seconds);
        return whole < 3600
                ? String.format(Locale.ROOT, "%d min %02d s", whole / 60, whole % 60)
                : String.format(Locale.ROOT, "%d h %02d min %02d s", whole / 3600, whole / 60 % 60, whole % 60);
    }

    /** Returns the mean of the finite values; NaN when there is none. */
    public static double mean(double... values) {
        return Arrays.stream(values).filter(Double::isFinite).average().orElse(Double.NaN);
    }

    public static <T> double mean(List<T> items, ToDoubleFunction<T> of) {
        return mean(items.stream().mapToDouble(of).toArray());
    }

    /** Formats the mean and, when there are several values, the minimum in brackets. */
    public static <T> String meanAndLeast(List<T> items, ToDoubleFunction<T> of) {
        double[] finite =
                items.stream().mapToDouble(of).filter(Double::isFinite).toArray();
        return switch (finite.length) {
            case 0 -> DASH;
            case 1 -> number(finite[0]);
            default ->
                number(mean(finite)) + " (" + number(Arrays.stream(finite).min().orElseThrow()) + ")";
        };
    }
}
