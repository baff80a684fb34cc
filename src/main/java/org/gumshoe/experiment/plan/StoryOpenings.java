// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.plan;

import java.util.List;

/** Openings of plain stories, written for Gumshoe, that suggest no genre. */
public final class StoryOpenings {
    /** Openings of eight words. */
    public static final List<String> SHORT = List.of(
            "The old man closed the door and waited",
            "She had never seen the house so quiet",
            "It was raining when we left the station",
            "Nobody spoke when the stranger sat down there",
            "The letter lay on the table all morning",
            "My brother came home late on that Tuesday",
            "There was a light in the upper window",
            "He put down his cup and looked outside",
            "The road to the village was quite empty",
            "Mrs. Gray had lived there for thirty years",
            "We heard the clock in the hall strike",
            "A boy was running up the wet street",
            "At breakfast her father said nothing at all",
            "The doctor took off his hat and smiled",
            "On Sunday the whole family went to town",
            "I remember the smell of the garden best");

    /** Openings of about fifty words. */
    public static final List<String> STORY = List.of(
            "The evening train came into the little station an hour late. Rain stood in the yard, and the one lamp by the gate showed a man"
                    + " in a brown coat who waited beside his bag. Nobody had come to meet him. He looked up the empty road, sighed, and began"
                    + " to walk toward the village.",
            "When Mrs. Hale opened the shop on Monday, the window was clean, the shelves were dusted, and the old clock behind the counter"
                    + " had stopped. Her nephew was late again. She put on the kettle, unfolded the newspaper, and sat down by the stove to"
                    + " wait for the first customer of the week.",
            "There were five of us at the table that night, and the talk had been of nothing but weather and horses. My uncle carved the"
                    + " meat. The girl brought in the candles. Then somebody laughed in the passage, the door swung open, and my cousin Robert"
                    + " stood there with snow on his hat.",
            "Anna walked home along the river because the bridge was being mended. The water was high and brown. On the other bank two boys"
                    + " threw stones at a bottle, and a dog barked at every splash. She had the letter in her pocket still, and she had not yet"
                    + " decided what to say to her mother.",
            "The house at the corner of Mill Street had stood empty since the spring. In October a van drew up before it, and two men carried"
                    + " in a piano, eleven chairs, and a great many boxes of books. By noon the whole street knew of it, and by evening old Mr."
                    + " Perkins had found a reason to call.",
            "My father kept the accounts of the mill for thirty years, and every evening at six he laid his pen down, wiped it, and put on his"
                    + " hat. On the Thursday I am thinking of he did not come home at six. My mother set his plate by the fire and told us to"
                    + " go on with our supper.",
            "The ship had been two days in harbour, and most of the crew were ashore. Young Thomas sat on a coil of rope and mended his jacket."
                    + " It was hot, and the gulls were quiet. Presently a boat put out from the steps with a single passenger, an elderly man who"
                    + " held a parcel on his knees.",
            "Miss Wren had taught at the school for so long that she had the children of her first pupils in her class. She was fond of maps"
                    + " and of plain speech. On the first day of the winter term she found a new boy at the back, very thin, who would not tell"
                    + " her his name.",
            "They had rented the cottage for August, and it had rained on every day but one. Helen read novels by the window. Her husband"
                    + " walked to the post office and back. On the last Friday the sky cleared at noon, and they carried two chairs and a basket"
                    + " down to the orchard behind the church.",
            "The hotel was nearly empty at that season. A waiter stood by the long window and looked at the lake. At the table in the corner"
                    + " a lady in grey poured out her tea, opened a small book, and did not read it. When the door opened she raised her head, and"
                    + " then lowered it again.",
            "Peter found the key in the pocket of his grandfather's coat. It was small and bright, and it fitted nothing in the house. He tried"
                    + " the desk, the clock, and the box under the stairs. His sister said that it was surely lost from somewhere else, and that"
                    + " he had better come in to dinner.",
            "It had been a dull party, and Mr. Lane was glad to be out in the cold air. He walked slowly, for the pavement was wet. At the"
                    + " corner of the square a cab stood waiting, its driver asleep. A window was lit on the second floor of the house across the"
                    + " way, and somebody was playing a waltz.",
            "The doctor drove out to the farm in the afternoon. The snow had drifted over the lane, and he had to leave the horse at the gate"
                    + " and go on by foot. A woman opened the door before he knocked. She took his coat without a word and led him up the narrow"
                    + " stairs to the back room.",
            "Every morning the same three people waited for the bus beside the chapel: a nurse, a clerk with a red scarf, and an old man who fed"
                    + " the sparrows. They nodded to one another and never spoke. One morning in March the old man was not there, and his paper"
                    + " bag of crumbs lay on the wall.",
            "Captain Moore had come back from abroad with a brown face and very little money, and he took two rooms over the baker's. He liked"
                    + " the smell of bread. In the evenings he wrote letters or played chess with the baker's son. That was how matters stood when"
                    + " his sister wrote that she was coming.",
            "In our village the post came at ten. The postman, whose name was Dan, read the cards and carried the news of them from door to"
                    + " door, and nobody minded. So when he came up our path one morning and did not speak, but only put an envelope into my"
                    + " hand, I knew that it was not for us.");

    private StoryOpenings() {}
}
