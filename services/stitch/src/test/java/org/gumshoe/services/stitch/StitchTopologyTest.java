// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.stitch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.gumshoe.schemas.Activation;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.schemas.StitchManifest;
import org.gumshoe.schemas.StitchPair;
import org.gumshoe.schemas.StitchRow;
import org.gumshoe.services.common.kafka.DeadLetters;
import org.gumshoe.services.common.kafka.TestTopology;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.AnnouncementKey;
import org.gumshoe.services.common.records.FloatLists;
import org.gumshoe.services.common.records.HalfPrecision;
import org.gumshoe.services.common.records.ModelReading;
import org.gumshoe.services.common.runtime.RestartableProcessor;
import org.gumshoe.stitch.Moments;
import org.gumshoe.stitch.Pairing;
import org.gumshoe.stitch.StitchFit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StitchTopologyTest {
    private static final int[] STRONG_LAYERS = {4, 6};
    private static final double RIDGE = .1;
    private static final int BOOKS = 15;
    private static final int EACH = 6;

    private final TestTopology test = new TestTopology("stitch", StitchTopology.build(RIDGE, null));
    private final TestInputTopic<String, Activation> activations = test.in(Topics.ACTIVATIONS);
    private final TestOutputTopic<String, SpecificRecord> map = test.out(Topics.STITCH_MAP);
    private final TestOutputTopic<String, byte[]> deadLetters = test.out(Topics.DEAD_LETTERS);

    @AfterEach
    void close() {
        test.close();
    }

    private static Activation activation(int book, int index, String role, String model, float[]... layers) {
        return Activation.newBuilder()
                .setBook("book" + book)
                .setIndex(index)
                .setRole(role)
                .setModel(model)
                .setWidth(layers[0].length)
                .setTokens(10)
                .setLayers(role.equals("weak") ? List.of(2) : List.of(4, 6))
                .setPooled(List.of(layers).stream().map(HalfPrecision::encode).toList())
                .build();
    }

    /** Weak activations of three dimensions. */
    private static Activation weak(int book, int index) {
        Random random = new Random(1000L * book + index);
        return activation(book, index, "weak", "w", new float[] {
            (float) random.nextGaussian(), (float) random.nextGaussian(), book % 3
        });
    }

    /** Strong ones of two dimensions at two layers, linear in the weak ones up to some noise. */
    private static Activation strong(int book, int index, String model) {
        float[] x = HalfPrecision.decode(weak(book, index).getPooled().getFirst());
        Random noise = new Random(7L + 1000L * book + index + model.hashCode());
        float e = (float) (.3 * noise.nextGaussian());
        return activation(book, index, "strong", model, new float[] {2 * x[0] - x[2] + e, x[1] + 5}, new float[] {
            x[2] - e, x[0] + x[1] + x[2]
        });
    }

    private void send(Activation activation) {
        activations.pipeInput(key(activation), activation);
    }

    private static String key(Activation activation) {
        return ModelReading.of(activation)
                .key(activation.getBook() + "#" + activation.getIndex(), activation.getRole());
    }

    private void announce(String role, String model, long version) {
        announce(role, model, role.equals("weak") ? List.of(2) : List.of(4, 6), version);
    }

    private void announce(String role, String model, List<Integer> layers, long version) {
        test.in(Topics.LANGUAGE_MODELS).pipeInput(role, announcement(role, model, layers, version));
        test.advance(Duration.ofMillis(500));
    }

    private static ModelAnnouncement announcement(String role, String model, List<Integer> layers, long version) {
        return ModelAnnouncement.newBuilder()
                .setRole(role)
                .setName(model)
                .setLocation("/nowhere")
                .setSha256(model)
                .setArchitecture("llama")
                .setBlocks(8)
                .setWidth(2)
                .setReadLayers(layers)
                .setWriteLayers(layers)
                .setVersion(version)
                .build();
    }

    @BeforeEach
    void announce() {
        announce("weak", "w", 1);
        announce("strong", "s", 1);
    }

    private Map<String, SpecificRecord> published() {
        test.advance(Duration.ofSeconds(1));
        test.advance(Duration.ofSeconds(9));
        var records = map.readKeyValuesToList();
        Map<String, SpecificRecord> rows = new HashMap<>();
        records.forEach(row -> rows.put(row.key, row.value));
        if (!records.isEmpty()) assertThat(records.getLast().key).isEqualTo(Topics.MANIFEST);
        return rows;
    }

    private static StitchManifest manifest(Map<String, SpecificRecord> published) {
        return (StitchManifest) published.get(Topics.MANIFEST);
    }

    private void sendAll(String strongModel) {
        for (int book = 0; book < BOOKS; book++) {
            for (int i = 0; i < EACH; i++) {
                // either order
                if ((book + i) % 2 == 0) {
                    send(weak(book, i));
                    send(strong(book, i, strongModel));
                } else {
                    send(strong(book, i, strongModel));
                    send(weak(book, i));
                }
            }
        }
    }

    /** A batch solution from the same activations. */
    private static StitchFit batch(String strongModel) {
        Moments train = new Moments(3, 4);
        Moments heldOut = new Moments(3, 4);
        for (int book = 0; book < BOOKS; book++) {
            for (int i = 0; i < EACH; i++) {
                float[] x = HalfPrecision.decode(weak(book, i).getPooled().getFirst());
                List<ByteBuffer> layers = strong(book, i, strongModel).getPooled();
                float[] y = new float[4];
                System.arraycopy(HalfPrecision.decode(layers.get(0)), 0, y, 0, 2);
                System.arraycopy(HalfPrecision.decode(layers.get(1)), 0, y, 2, 2);
                (Pairing.heldOut("book" + book) ? heldOut : train).add(x, y);
            }
        }
        return StitchFit.fit(2, STRONG_LAYERS, train, heldOut, new Moments(3, 4), RIDGE);
    }

    private static void assertIsTheBatchSolution(Map<String, SpecificRecord> published, String strongModel) {
        StitchFit expected = batch(strongModel);
        StitchManifest manifest = manifest(published);
        assertThat(manifest.getPairs()).isEqualTo(expected.pairs());
        assertThat(manifest.getHeldOutPairs())
                .isEqualTo(expected.heldOutPairs())
                .isPositive();
        assertThat(manifest.getStrongModel()).isEqualTo(strongModel);
        assertThat(manifest.getWeakWidth()).isEqualTo(3);
        assertThat(manifest.getStrongWidth()).isEqualTo(2);
        for (int layer = 0; layer < 2; layer++) {
            assertThat(manifest.getR2().get(layer)).isCloseTo(expected.r2()[layer], within(1e-6));
            assertThat(manifest.getR2Shuffled().get(layer))
                    .isLessThan(manifest.getR2().get(layer) - .5);
            for (int row = 0; row < 2; row++) {
                var values = (StitchRow) published.get("2|" + STRONG_LAYERS[layer] + "|" + row);
                assertThat(values.getVersion()).isEqualTo(manifest.getVersion());
                assertThat(FloatLists.array(values.getValues()))
                        .containsExactly(expected.maps().get(layer).w()[row], within(1e-5f));
                assertThat(published).containsKey("2|" + STRONG_LAYERS[layer] + "|" + row + "|shuffled");
            }
        }
    }

    @Test
    void theMapIsTheBatchSolutionOfThePairsInWhateverOrderTheyMeet() {
        sendAll("s");

        assertIsTheBatchSolution(published(), "s");
        assertThat(published()).as("nothing has changed").isEmpty();
    }

    @Test
    void anotherStrongModelBeginsAnewWithTheWeakActivationsThatAreThereAndTheFormerOneComesBackAtOnce() {
        sendAll("s");
        long version = manifest(published()).getVersion();

        announce("strong", "other", 2);
        assertThat(published()).as("the other model has read nothing yet").isEmpty();
        for (int book = 0; book < BOOKS; book++) {
            for (int i = 0; i < EACH; i++) send(strong(book, i, "other"));
        }
        var published = published();
        assertIsTheBatchSolution(published, "other");
        assertThat(manifest(published).getVersion()).isGreaterThan(version);

        announce("strong", "s", 3);
        assertIsTheBatchSolution(published(), "s");
    }

    @Test
    void otherLayersTakeTheRowsOfTheFormerOnesAway() {
        sendAll("s");
        published();
        announce("strong", "s", List.of(6), 2);
        for (int book = 0; book < BOOKS; book++) {
            for (int i = 0; i < EACH; i++) {
                Activation one = strong(book, i, "s");
                one.setLayers(List.of(6));
                one.setPooled(one.getPooled().subList(1, 2));
                send(one);
            }
        }

        var published = published();

        assertThat(published).containsEntry("2|4|0", null).containsEntry("2|4|1|shuffled", null);
        assertThat(published.get("2|6|1")).isInstanceOf(StitchRow.class);
        assertThat(manifest(published).getStrongLayers()).containsExactly(6);
    }

    @Test
    void onlyWhatTheAnnouncedModelsMadeIsPaired() {
        announce("strong", "other", 2);
        sendAll("s");
        assertThat(published()).isEmpty();

        for (int book = 0; book < BOOKS; book++) {
            for (int i = 0; i < EACH; i++) send(strong(book, i, "other"));
        }
        assertIsTheBatchSolution(published(), "other");
    }

    @Test
    void aPassageThatIsReadAgainMeetsOnlyWhatBelongsToItsNewText() {
        sendAll("s");
        StitchManifest before = manifest(published());

        Activation again = weak(0, 0);
        again.setTextHash(7);
        send(again);
        StitchManifest between = manifest(published());
        assertThat(between.getPairs() + between.getHeldOutPairs())
                .as("the strong model has not read the new text")
                .isEqualTo(before.getPairs() + before.getHeldOutPairs() - 1);

        Activation strong = strong(0, 0, "s");
        strong.setTextHash(7);
        send(strong);
        StitchManifest after = manifest(published());
        assertThat(after.getPairs()).isEqualTo(before.getPairs());
        assertThat(after.getHeldOutPairs()).isEqualTo(before.getHeldOutPairs());
        assertThat(after.getVersion()).isEqualTo(before.getVersion() + 2);
    }

    @Test
    void whatAModelWroteItselfIsNotPaired() {
        for (int i = 0; i < 16; i++) {
            Activation ownWeak = weak(0, i);
            Activation ownStrong = strong(0, i, "s");
            ownWeak.setOwn(true);
            ownStrong.setOwn(true);
            send(ownWeak);
            send(ownStrong);
        }

        assertThat(published()).isEmpty();
        assertThat(deadLetters.isEmpty()).isTrue();
    }

    @Test
    void aRemovedPassageIsForgotten() {
        send(weak(0, 0));
        activations.pipeInput(key(weak(0, 0)), (Activation) null);
        send(strong(0, 0, "s"));
        for (int i = 1; i <= 16; i++) {
            send(weak(0, i));
            send(strong(0, i, "s"));
        }

        StitchManifest manifest = manifest(published());
        assertThat(manifest.getPairs() + manifest.getHeldOutPairs()).isEqualTo(16);
    }

    @Test
    void numbersThatAreNoneAndBytesThatSayNothingLeaveTheMapWhatItIs() {
        Activation broken = strong(0, 0, "s");
        broken.setPooled(
                List.of(HalfPrecision.encode(new float[] {Float.NaN, 1}), HalfPrecision.encode(new float[] {1, 2})));
        Activation tooShort = strong(1, 0, "s");
        tooShort.setPooled(tooShort.getPooled().subList(0, 1));
        var raw = test.driver()
                .createInputTopic(Topics.ACTIVATIONS.name(), new StringSerializer(), new ByteArraySerializer());

        send(weak(0, 0));
        send(broken);
        send(tooShort);
        raw.pipeInput(key(weak(2, 0)), new byte[] {1, 2, 3});
        assertThat(deadLetters.readValuesToList()).hasSize(3);
        sendAllButTheFirstWeak();

        assertIsTheBatchSolution(published(), "s");
    }

    @Test
    void whatTheAnnouncedModelCannotHaveMadeIsADeadLetterAndTheSumsStay() {
        String model = "0123456789abcdef".repeat(4);
        ModelAnnouncement announced = announcement("strong", model, List.of(4, 6), 2);
        test.in(Topics.LANGUAGE_MODELS).pipeInput(AnnouncementKey.of(announced).format(), announced);
        announce("strong", model, 2);
        sendAll(model);
        published();

        Activation ofAPartOfTheHash = strong(0, 0, model);
        ofAPartOfTheHash.setModel(model.substring(0, 12));
        send(ofAPartOfTheHash);
        send(activation(0, 0, "strong", model, new float[1], new float[1]));
        send(activation(0, 0, "strong", model, new float[5], new float[5]));
        assertThat(deadLetters.readValuesToList()).hasSize(3);
        assertThat(published()).isEmpty();

        send(weak(0, EACH));
        send(strong(0, EACH, model));
        StitchManifest manifest = manifest(published());
        assertThat(manifest.getPairs() + manifest.getHeldOutPairs()).isEqualTo(BOOKS * EACH + 1);
    }

    /** The square of this width is 2³², which is no length of an array: the native product wrote elsewhere. */
    @Test
    void aWidthForWhichThereIsNoRoomIsADeadLetter() {
        sendAll("s");
        published();
        announce("weak", "wide", List.of(2), 2);
        for (int i = 0; i < 2; i++) {
            send(activation(1, i, "weak", "wide", new float[1 << 16]));
            send(strong(1, i, "s"));
        }
        test.advance(Duration.ofSeconds(9));
        assertThat(deadLetters.readRecordsToList())
                .isNotEmpty()
                .allSatisfy(letter -> assertThat(DeadLetters.header(letter.headers(), DeadLetters.MESSAGE))
                        .contains("do not fit into memory"));

        announce("weak", "w", 3);
        assertIsTheBatchSolution(published(), "s");
    }

    /** As when a model was announced by hand, under its role alone. */
    @Test
    void aPartOfTheHashIsAnotherModel() {
        String model = "0123456789abcdef".repeat(4);
        announce("strong", model, 2);
        sendAll(model);
        int pairs = BOOKS * EACH;
        published();

        Activation ofAPartOfTheHash = strong(0, 0, model);
        ofAPartOfTheHash.setModel(model.substring(0, 12));
        send(ofAPartOfTheHash);

        StitchManifest manifest = manifest(published());
        assertThat(manifest.getPairs() + manifest.getHeldOutPairs()).isEqualTo(pairs - 1);
    }

    private void sendAllButTheFirstWeak() {
        for (int book = 0; book < BOOKS; book++) {
            for (int i = 0; i < EACH; i++) {
                if (book + i > 0) send(weak(book, i));
                send(strong(book, i, "s"));
            }
        }
    }

    @Test
    void aRestartPublishesNothingAgainAndGoesOnAsIfItHadNotBeen() {
        var pairs = StitchTopology.pairs();
        var steady = new RestartableProcessor<SpecificRecord, SpecificRecord>(
                StitchSolver.JOURNAL, pairs, () -> new StitchSolver(RIDGE));
        var stopped = new RestartableProcessor<SpecificRecord, SpecificRecord>(
                StitchSolver.JOURNAL, pairs, () -> new StitchSolver(RIDGE));
        List<StitchPair> stream = new ArrayList<>();
        // beyond a checkpoint and into the next block
        for (int i = 0; i < 700; i++) stream.add(ActivationJoin.pair(weak(i % 20, i), strong(i % 20, i, "s"), 2));
        for (var solver : List.of(steady, stopped)) {
            stream.subList(0, 600).forEach(pair -> solver.process(pair.getBook(), pair));
            assertThat(solver.after(9000)).isNotEmpty();
        }

        stopped.restart();
        assertThat(stopped.after(9000)).isEmpty();
        steady.after(9000);
        for (var solver : List.of(steady, stopped)) {
            stream.subList(600, 700).forEach(pair -> solver.process(pair.getBook(), pair));
        }

        var after = stopped.after(9000);
        assertThat(after).isNotEmpty().isEqualTo(steady.after(9000));
    }
}
