// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.gumshoe.BadInputException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HuggingFaceHubTest {
    private static final String ID = "some-body/some.model";
    private static final String NAME = "hf:" + ID;
    private static final byte[] WEIGHTS = new byte[300_000];

    static {
        new Random(1).nextBytes(WEIGHTS);
    }

    @TempDir
    Path directory;

    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
    private final FakeHuggingFaceServer server = new FakeHuggingFaceServer(ID)
            .file("README.md", bytes("not needed"))
            .file("config.json", bytes("{}"))
            .file("tokenizer.json", bytes("{\"a\": 1}"))
            .file("model.safetensors", WEIGHTS)
            .file("pytorch_model.bin", new byte[5])
            .file("onnx/model.onnx", new byte[5]);

    @AfterEach
    void stop() {
        server.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Path cache() {
        return directory.resolve("hub");
    }

    private Path repository() {
        return cache().resolve("models--some-body--some.model");
    }

    private Duration patience = Duration.ofSeconds(30);

    private PackageStore store(Optional<URI> endpoint, Optional<String> token, boolean offline) {
        return store(new HuggingFaceSettings(endpoint, token, cache(), offline));
    }

    private PackageStore store(HuggingFaceSettings settings) {
        ProgressBar progress = new ProgressBar(new PrintStream(shown, true, StandardCharsets.UTF_8));
        return new PackageStore(
                directory.resolve("home"),
                progress,
                new HuggingFaceHub(settings, progress, Duration.ofMillis(1), patience));
    }

    private PackageStore storeIn(Path cache) {
        return store(new HuggingFaceSettings(Optional.of(server.address()), Optional.empty(), cache, false));
    }

    private PackageStore online() {
        return store(Optional.of(server.address()), Optional.empty(), false);
    }

    private static void assertRefused(PackageStore store, String name, String... reasons) {
        assertThatThrownBy(() -> store.model(name))
                .isInstanceOf(BadInputException.class)
                .hasMessageContainingAll(reasons);
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Test
    void fetchesWhatIsNeededIntoTheLayoutThatAllShare() throws IOException {
        Path model = online().model(NAME);

        assertThat(model).isEqualTo(repository().resolve("snapshots").resolve(FakeHuggingFaceServer.COMMIT));
        assertThat(names(model)).containsExactlyInAnyOrder("config.json", "tokenizer.json", "model.safetensors");
        assertThat(model.resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
        assertThat(Files.readSymbolicLink(model.resolve("model.safetensors")))
                .isEqualTo(Path.of("..", "..", "blobs", FakeHuggingFaceServer.sha256(WEIGHTS)));
        assertThat(Files.readSymbolicLink(model.resolve("config.json")))
                .isEqualTo(Path.of("..", "..", "blobs", FakeHuggingFaceServer.gitHash(bytes("{}"))));
        assertThat(repository().resolve("refs/main")).hasContent(FakeHuggingFaceServer.COMMIT);
        assertThat(shown.toString(StandardCharsets.UTF_8)).contains(ID, "█");

        int before = server.requests.size();
        assertThat(online().model(NAME)).isEqualTo(model);
        assertThat(server.requests.subList(before, server.requests.size())).isEmpty();
    }

    @Test
    void goesOnWhereTheConnectionBroke() throws IOException {
        server.breakAfter = 100_000;
        server.breaks = 2;

        Path model = online().model(NAME);

        assertThat(model.resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
        assertThat(server.requests)
                .contains("GET model.safetensors")
                .anyMatch(request -> request.matches("GET model.safetensors bytes=[1-9]\\d*-"));
    }

    @Test
    void goesOnWithWhatAnEarlierRunGot() throws IOException {
        Path partial = repository().resolve("blobs").resolve(FakeHuggingFaceServer.sha256(WEIGHTS) + ".incomplete");
        Files.createDirectories(partial.getParent());
        Files.write(partial, java.util.Arrays.copyOf(WEIGHTS, 123_456));

        assertThat(online().model(NAME).resolve("model.safetensors")).hasBinaryContent(WEIGHTS);

        assertThat(server.requests)
                .contains("GET model.safetensors bytes=123456-")
                .doesNotContain("GET model.safetensors");
        assertThat(partial).doesNotExist();
    }

    @Test
    void beginsAgainWhereTheServerKnowsNoRanges() throws IOException {
        server.ranges = false;
        server.breakAfter = 100_000;
        server.breaks = 1;

        assertThat(online().model(NAME).resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
    }

    @Test
    void aServerThatIsBusyIsAskedAgainAndOneThatStaysSoIsTold() {
        server.unavailable = 4;
        assertThat(online().model(NAME).resolve("config.json")).exists();

        server.unavailable = Integer.MAX_VALUE;
        server.file("tokenizer_config.json", bytes("{}"));
        server.file("other.gguf", bytes("GGUF"));
        assertRefused(online(), NAME + "/other.gguf", ID + " could not be fetched", "503", "resume");
    }

    @Test
    void whatCameDamagedIsNotKept() throws IOException {
        server.damaged = true;
        assertRefused(online(), NAME, "instead of", ID);
        assertThat(names(repository().resolve("blobs"))).isEmpty();
        assertThat(repository().resolve("refs/main")).doesNotExist();

        server.damaged = false;
        assertThat(online().model(NAME).resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
    }

    @Test
    void whatHasNoHashIsNotFetched() {
        for (String nothing : List.of(
                "\"0123456789abcdef0123456789abcdef\"",
                "\"0123456789abcdef0123456789abcdef-12\"",
                "W/\"" + "g".repeat(64) + "\"",
                "\"" + "a".repeat(63) + "\"",
                "\"" + "a".repeat(128) + "\"",
                "\"../../../" + "a".repeat(55) + "\"",
                "")) {
            server.etag = nothing;
            assertRefused(online(), NAME, "does not report the size and hash", "HF_ENDPOINT");
        }
        assertThat(server.requests).noneMatch(request -> request.startsWith("GET"));
    }

    @Test
    void aHashOfEachFormIsCompared() {
        String right = FakeHuggingFaceServer.sha256(WEIGHTS);
        String small = FakeHuggingFaceServer.gitHash(WEIGHTS);
        String file = NAME + "/weights.gguf";
        server.file("weights.gguf", WEIGHTS);
        int times = 0;
        for (String form : List.of("\"%s\"", "W/\"%s\"", "%s")) {
            for (String hash : List.of(right, small, right.toUpperCase(Locale.ROOT))) {
                Path elsewhere = directory.resolve("hub" + times++);
                server.etag = form.formatted(hash);
                assertThat(storeIn(elsewhere).model(file)).hasBinaryContent(WEIGHTS);
                server.etag = form.formatted(hash.replace('1', '2'));
                assertRefused(storeIn(elsewhere.resolve("wrong")), file, "instead of");
            }
        }
    }

    @Test
    void noMoreIsReadThanWasAnnounced() throws IOException {
        server.surplus = 1;
        assertRefused(online(), NAME, "more than the 2 bytes", "config.json");
        assertThat(names(repository().resolve("blobs"))).noneMatch(name -> !name.endsWith(".incomplete"));

        server.surplus = 0;
        assertThat(online().model(NAME).resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
    }

    @Test
    void whatStandsStillIsGivenUpAndContinued() {
        patience = Duration.ofMillis(300);
        server.breakAfter = 100_000;
        server.stalls = 2;
        assertThat(online().model(NAME).resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
        assertThat(server.requests).anyMatch(request -> request.matches("GET model.safetensors bytes=[1-9]\\d*-"));
    }

    @Test
    void aListWithoutEndIsRefused() throws IOException {
        try (ServerSocket endless = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                try (Socket client = endless.accept()) {
                    OutputStream out = client.getOutputStream();
                    out.write(bytes("HTTP/1.1 200 OK\r\n\r\n"));
                    while (true) out.write(new byte[1 << 16]);
                } catch (IOException e) {
                    // the client has seen enough
                }
            });
            URI address = URI.create("http://localhost:" + endless.getLocalPort());
            assertRefused(store(Optional.of(address), Optional.empty(), false), NAME, "more than the 16000000 bytes");
        }
    }

    @Test
    void noMessageHoldsASecret() throws IOException {
        for (String token : List.of("hf_sec\nret", "hf_sec ret", "hf_sec\u0000ret", "hf_secrét")) {
            assertThatThrownBy(() -> HuggingFaceSettings.of(Map.of("HF_TOKEN", token)))
                    .isInstanceOf(BadInputException.class)
                    .hasNoCause()
                    .hasMessageContaining("HF_TOKEN")
                    .hasMessageNotContaining("sec");
            Files.writeString(directory.resolve("token"), token);
            assertThatThrownBy(() -> HuggingFaceSettings.of(Map.of("HF_HOME", directory.toString())))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining(directory.resolve("token").toString())
                    .hasMessageNotContaining("hf_");
        }
        for (String endpoint : List.of(
                "https://user:secret@hub.example",
                "https://user:se/secret@hub.example/x",
                "https://user:se^secret@hub.example",
                "https://secret@hub.example",
                "ftp://user:secret@hub.example")) {
            assertThatThrownBy(() -> HuggingFaceSettings.of(Map.of("HF_ENDPOINT", endpoint, "HF_TOKEN", "t")))
                    .isInstanceOf(BadInputException.class)
                    .hasNoCause()
                    .hasMessageContainingAll("HF_ENDPOINT", "hub.example", "HF_TOKEN")
                    .hasMessageNotContaining("secret")
                    .hasMessageNotContaining("user:");
        }
        for (String elsewhere : List.of("ftp://user:secret@store/file?signature=secret", "//user:secret@/x y")) {
            server.redirect = elsewhere;
            assertThatThrownBy(() -> online().model(NAME))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("redirects")
                    .hasMessageNotContaining("secret")
                    .hasStackTraceContaining("redirects")
                    .satisfies(error -> assertThat(stackTrace(error)).doesNotContain("secret"));
        }
    }

    private static String stackTrace(Throwable error) {
        StringWriter text = new StringWriter();
        error.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    @Test
    void theTokenOpensAndGoesToTheHubAlone() {
        server.secret = "hf_secret";
        assertRefused(online(), NAME, ID, "401", "set HF_TOKEN");
        assertRefused(store(Optional.of(server.address()), Optional.of("wrong"), false), NAME, "401", "your HF_TOKEN");

        Path model = store(Optional.of(server.address()), Optional.of("hf_secret"), false)
                .model(NAME);

        assertThat(model.resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
        assertThat(server.tokenLeaked).isFalse();
    }

    @Test
    void whatIsNotThereIsNamed() {
        assertRefused(online(), "hf:some-body/another", "no model some-body/another");
        assertRefused(online(), NAME + "@v9", ID, "v9");
        assertRefused(online(), NAME + "/none.gguf", "none.gguf");
        for (String wrong : List.of("hf:", "hf:a/b/c.bin", "hf:../b", "hf:a/..", "hf:a/b@../x", "hf:/a")) {
            assertRefused(online(), wrong, "hf:owner/name");
        }
    }

    @Test
    void aModelWithoutWeightsThatAreReadIsTold() {
        try (FakeHuggingFaceServer other = new FakeHuggingFaceServer("a/b")
                .file("config.json", bytes("{}"))
                .file("b.q4.gguf", bytes("GGUF"))) {
            PackageStore store = store(Optional.of(other.address()), Optional.empty(), false);
            assertRefused(store, "hf:a/b", "a/b", "b.q4.gguf");
            assertThat(store.model("hf:a/b/b.q4.gguf@" + FakeHuggingFaceServer.COMMIT))
                    .hasContent("GGUF");
        }
    }

    @Test
    void aRedirectToNowhereIsTold() {
        for (String nowhere :
                List.of("", "ftp://elsewhere/file", "http:", "not an address", "/moved/again/and/again")) {
            server.redirect = nowhere;
            assertRefused(online(), NAME, ID + " could not be fetched", "redirects");
        }
    }

    @Test
    void shardsComeWithTheirIndexAndSafetensorsBeforePickles() {
        List<String> both = List.of(
                "config.json",
                "pytorch_model-00001-of-00002.bin",
                "pytorch_model-00002-of-00002.bin",
                "pytorch_model.bin.index.json",
                "model-00001-of-00001.safetensors",
                "model.safetensors.index.json",
                "tokenizer.model",
                "flax_model.msgpack");
        HuggingFaceName name = HuggingFaceName.parse(NAME);
        assertThat(name.needed(both))
                .containsExactly(
                        "config.json",
                        "model-00001-of-00001.safetensors",
                        "model.safetensors.index.json",
                        "tokenizer.model");
        assertThat(name.needed(both.subList(0, 4))).isEqualTo(both.subList(0, 4));
        assertThat(HuggingFaceName.parse("hf:gpt2")).isEqualTo(new HuggingFaceName("gpt2", "main", Optional.empty()));
    }

    @Test
    void offlineTheCacheAloneIsUsed() {
        assertRefused(
                store(Optional.of(server.address()), Optional.empty(), true),
                NAME,
                "HF_HUB_OFFLINE",
                cache().toString());
        assertRefused(store(Optional.empty(), Optional.empty(), false), NAME, "HF_ENDPOINT is not set", "set it");
        Path model = online().model(NAME);
        int before = server.requests.size();

        assertThat(store(Optional.of(server.address()), Optional.empty(), true).model(NAME))
                .isEqualTo(model);
        assertThat(store(Optional.empty(), Optional.empty(), false).model(NAME)).isEqualTo(model);
        assertThat(server.requests).hasSize(before);

        server.close();
        assertThat(online().model(NAME)).as("the hub is not reached").isEqualTo(model);
        assertRefused(online(), "hf:some-body/another", "could not be fetched");
    }

    @Test
    void theEnvironmentSaysWhatItSaysToAll() {
        Path home = Path.of(System.getProperty("user.home"));
        HuggingFaceSettings plain = HuggingFaceSettings.of(Map.of("HF_HOME", directory.toString()));
        assertThat(plain)
                .isEqualTo(
                        new HuggingFaceSettings(Optional.empty(), Optional.empty(), directory.resolve("hub"), false));
        assertThat(HuggingFaceSettings.of(Map.of("HF_HOME", "~/models", "HF_HUB_CACHE", "/elsewhere"))
                        .cache())
                .isEqualTo(Path.of("/elsewhere"));
        assertThat(HuggingFaceSettings.of(Map.of("HF_HOME", "~/models")).cache())
                .isEqualTo(home.resolve("models/hub"));
        assertThat(HuggingFaceSettings.of(Map.of("XDG_CACHE_HOME", "/caches", "HF_TOKEN", "t"))
                        .cache())
                .isEqualTo(Path.of("/caches/huggingface/hub"));
        HuggingFaceSettings set = HuggingFaceSettings.of(Map.of(
                "HF_HOME",
                directory.toString(),
                "HF_ENDPOINT",
                "https://mirror.example/",
                "HF_TOKEN",
                " hf_x\n",
                "HF_HUB_OFFLINE",
                "YES"));
        assertThat(set.endpoint()).contains(URI.create("https://mirror.example"));
        assertThat(set.token()).contains("hf_x");
        assertThat(set.offline()).isTrue();
        assertThat(HuggingFaceSettings.of(Map.of("HF_HUB_OFFLINE", "0", "HF_TOKEN", "t"))
                        .offline())
                .isFalse();
        assertThatThrownBy(() -> HuggingFaceSettings.of(Map.of("HF_ENDPOINT", "mirror", "HF_TOKEN", "t")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("HF_ENDPOINT=mirror");
    }

    @Test
    void theTokenMayLieInAFile() throws IOException {
        Files.writeString(directory.resolve("token"), "hf_kept\n");
        assertThat(HuggingFaceSettings.of(Map.of("HF_HOME", directory.toString()))
                        .token())
                .contains("hf_kept");
    }
}
