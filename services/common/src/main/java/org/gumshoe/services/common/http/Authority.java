// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.http;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Authority of a URI as the header Host has it, {@code name[:port]}.
 *
 * @param name in lower case, without a dot at its end; an address of IPv6 has its brackets
 */
record Authority(String name, OptionalInt port) {
    private static final Pattern FORM =
            Pattern.compile("(\\[[0-9a-fA-F:.]{2,45}]|[A-Za-z0-9._-]{1,253})(?::(\\d{1,5}))?");
    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|127(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}|\\[(::1|0:0:0:0:0:0:0:1)]");

    /** Reads an authority; empty when the text is none. */
    static Optional<Authority> parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        String name = parts.group(1).toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
        return Optional.of(new Authority(
                name, parts.group(2) == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(parts.group(2)))));
    }

    boolean isLoopback() {
        return LOOPBACK.matcher(name).matches();
    }
}
