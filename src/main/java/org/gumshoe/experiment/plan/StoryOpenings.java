// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.plan;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

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

    /** Short openings that nothing was ever chosen on. */
    public static final List<String> NEW_SHORT = List.of(
            "The captain lit his pipe and said nothing",
            "My aunt kept her letters in a tin",
            "All that summer the mill stood still",
            "They waited for the doctor on the stairs",
            "The train stopped where there was no station",
            "Her uncle had come home from the sea",
            "Snow had fallen on the roofs since noon",
            "He bought the old clock for three shillings");

    /** Openings of about fifty words that nothing was ever chosen on. */
    public static final List<String> NEW_STORY = List.of(
            "The ferry did not run on Sundays, and so the whole party had to stay another night at the inn. Nobody minded much"
                    + " except the lawyer, who had a train to catch. He stood on the jetty with his watch in his hand and looked across at the"
                    + " other shore, where a light had just been lit.",
            "When the old schoolmaster died he left his books to the parish, and it fell to me to make a list of them. There were"
                    + " some two thousand, and they stood on the stairs and in the bath. I began on a Monday in April with a pencil, a lamp,"
                    + " and a loaf of bread.",
            "Mr. Dobbs kept bees. He had kept them since his wife's time, eleven hives along the south wall, and he was stung about"
                    + " once a year. On the morning of the flower show he put on his good coat, carried the best of his honey down to the"
                    + " cart, and found that the pony was lame.",
            "It was my aunt who first spoke of selling the piano. She said it over the soup, in the voice in which she spoke of the"
                    + " weather, and my grandmother put down her spoon. The rest of us went on eating. Outside a man was calling brushes and"
                    + " brooms, and the dog began to bark at him.",
            "The two sisters had not met for nine years, and they did not know each other on the platform. Each walked to the end"
                    + " of it and back. At last the porter, who had known them both as girls, took the one by her sleeve and led her to the"
                    + " other, and went off to see about the trunks.",
            "Old Martin the gardener was the first to see the smoke. He thought that it came from the brick works, and he finished"
                    + " his row of beans before he looked again. Then he laid down the spade, wiped his hands on his apron, and walked up to"
                    + " the house to ask whether anybody was at home.",
            "The concert was to begin at eight. At half past seven there were four people in the hall, and three of them were"
                    + " cousins of the singer. She looked through the hole in the curtain and counted the chairs. Her brother said that it was"
                    + " the rain, and went to find a second lamp for the piano.",
            "For a week the fishermen had stayed in harbour. They sat along the wall with their pipes and watched the sea, and"
                    + " their wives watched them. On the eighth day the wind went round to the west. Young Jory untied his boat before it was"
                    + " light, and by breakfast only his brown sail was to be seen.",
            "The clerk at the next desk was called Simms. In six years I had learned that he lived with a sister in the suburbs and"
                    + " did not care for cheese. So I was surprised when he stopped me on the stairs one evening in November, took off his"
                    + " glove, and asked if I would dine with him.",
            "They had planted the walnut tree on the day that Edward was born, and now it shaded half the lawn. His mother had her"
                    + " chair under it. She was shelling peas when the gate creaked, and without raising her eyes she said that there was cold"
                    + " tea in the jug and that he was to wipe his feet.",
            "The road over the pass was opened in the last week of May. First came the mail, then a carrier with barrels, and after"
                    + " him a little yellow carriage with the blinds drawn down. It stopped before the only inn. The landlord came out with"
                    + " his napkin on his arm and held the door for a long time.",
            "We children were not allowed in the upper garden, because of the pond. There was a green door, and it was kept shut"
                    + " with a piece of wire. One hot afternoon my brother showed me that the wire was only wound about the nail, and that a"
                    + " person with thin fingers could unwind it without any noise.",
            "The new curate was to lodge with the Miss Pratts. They had papered his room in blue and had argued a whole week about"
                    + " the curtains. He came on foot, two hours late, with a rucksack and a wet umbrella, and asked them before anything else"
                    + " if there was a stable where a goat might sleep.",
            "At the end of the summer the circus sold its elephant. The buyer was a timber merchant from the hills, who had never"
                    + " owned anything larger than a horse. He brought a rope with him. The whole town came to see them start, the merchant in"
                    + " front with his hat on straight, and the great grey beast behind.",
            "Every second Thursday my uncle took the early train to the city, and he came home by the last one. He never spoke of"
                    + " what he did there. He brought us sugared almonds in a paper cone, always from the same shop, and hung his coat on the"
                    + " hook, and asked what there was for supper.",
            "It had been agreed that the one who woke first should light the stove. So they both lay still and listened to the rain"
                    + " on the canvas. Their boots were wet, and there was bread for one more day. At last Henry laughed, threw off the"
                    + " blanket, and said that his father had been right about the weather.");

    /** Kind of openings. */
    public enum Kind {
        STORY(StoryOpenings.STORY, NEW_STORY),
        SHORT(StoryOpenings.SHORT, NEW_SHORT);

        private final List<String> old;
        private final List<String> all;

        Kind(List<String> old, List<String> unseen) {
            this.old = old;
            this.all = Stream.concat(old.stream(), unseen.stream()).toList();
        }

        /** Returns the name in results.json. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Returns all openings. */
        public List<String> all() {
            return all;
        }

        /** Returns the numbers of the openings of texts for directions: every second of the older ones. */
        public int[] forFitting() {
            return IntStream.range(0, old.size()).filter(i -> i % 2 == 0).toArray();
        }

        /** Returns the numbers of the openings that are reported: the others, which nothing was chosen on. */
        public int[] reported() {
            return IntStream.range(0, all.size())
                    .filter(i -> i >= old.size() || i % 2 == 1)
                    .toArray();
        }
    }

    private StoryOpenings() {}
}
