// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.demo;

import java.util.List;

/** Beginnings of plain stories, written for Gumshoe: about fifty words each, with nothing of any genre in them. */
public final class Openings {
    public static final List<String> STORIES = List.of(
            "The evening train came into the little station an hour late. Rain stood in the yard, and the one lamp by the gate showed a man"
                    + " in a brown coat who waited beside his bag. Nobody had come to meet him. He looked up the empty road, sighed, and began"
                    + " to walk toward the village.",
            "When Mrs. Hale opened the shop on Monday, the window was clean, the shelves were dusted, and the old clock behind the counter"
                    + " had stopped. Her nephew was late again. She put on the kettle, unfolded the newspaper, and sat down by the stove to"
                    + " wait for the first customer of the week.",
            "There were five of us at the table that night, and the talk had been of nothing but weather and horses. My uncle carved the"
                    + " meat. The girl brought in the candles. Then somebody laughed in the passage, the door swung open, and my cousin Robert"
                    + " stood there with snow on his hat.");

    private Openings() {}
}
