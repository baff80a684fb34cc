// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.traces;

import org.gumshoe.schemas.SteeringVector;

/** Spans of a process without an exporter: none. */
enum SilentSpans implements ServiceSpans {
    SILENT;

    @Override
    public void cut(String book, long arrived, int passages) {}

    @Override
    public void enter(String passageKey, long arrived) {}

    @Override
    public void leave(String passageKey, long arrived) {}

    @Override
    public void publish(SteeringVector vector) {}
}
