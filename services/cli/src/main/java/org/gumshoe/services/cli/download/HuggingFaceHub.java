// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.download;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gumshoe.BadInputException;
import org.gumshoe.services.cli.http.Redacted;

/**
 * Models of the hub, in the cache that its programs share: {@code models--owner--name} with the
 * files by their hashes in {@code blobs}, links from a commit's file names in {@code
 * snapshots/COMMIT}, and the commit of a branch in {@code refs} (huggingface_hub, "Understand
 * caching").
 */
final class HuggingFaceHub {
    private final HuggingFaceSettings settings;
    private final ProgressBar progress;
    private final Duration pause;
    private final Duration patience;

    HuggingFaceHub(HuggingFaceSettings settings, ProgressBar progress) {
        this(settings, progress, Duration.ofSeconds(1), Duration.ofSeconds(60));
    }

    /**
     * @param pause before a broken connection is tried again, multiplied by the number of attempts
     * @param patience how long a connection may bring nothing before it counts as broken
     */
    HuggingFaceHub(HuggingFaceSettings settings, ProgressBar progress, Duration pause, Duration patience) {
        this.settings = settings;
        this.progress = progress;
        this.pause = pause;
        this.patience = patience;
    }

    /**
     * Returns the directory of a model, or the file that was named, after fetching what is missing.
     *
     * @throws BadInputException when there is no such model, access is refused, or the hub is not
     *     reached and the cache does not have it
     */
    Path model(HuggingFaceName name) {
        if (settings.offline()) {
            return cached(name)
                    .orElseThrow(() -> missing(name, "HF_HUB_OFFLINE is set", "unset it to fetch the model"));
        }
        if (settings.endpoint().isEmpty()) {
            return cached(name)
                    .orElseThrow(() -> missing(
                            name,
                            "HF_ENDPOINT is not set",
                            "set it to the hub's address (https://...) to fetch the model"));
        }
        try {
            return fetched(name, new HuggingFaceClient(settings.endpoint().get(), settings.token(), patience));
        } catch (IOException e) {
            return cached(name)
                    .orElseThrow(() -> new BadInputException(
                            "%s could not be fetched from %s (%s); start again to resume where it stopped."
                                    .formatted(name.id(), settings.endpoint().get(), reason(e)),
                            e));
        }
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : Redacted.of(e.getMessage());
    }

    private BadInputException missing(HuggingFaceName name, String because, String remedy) {
        return new BadInputException("%s is not in the cache %s, and %s; %s, or give a local path."
                .formatted(name.id(), settings.cache(), because, remedy));
    }

    private Optional<Path> cached(HuggingFaceName name) {
        Path model = settings.cache().resolve(name.directory());
        Path ref = model.resolve("refs").resolve(name.revision());
        try {
            String commit = name.isCommit() || !Files.exists(ref)
                    ? name.revision()
                    : Files.readString(ref).strip();
            Path snapshot = model.resolve("snapshots").resolve(commit);
            return Optional.of(name.file().map(snapshot::resolve).orElse(snapshot))
                    .filter(Files::exists);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Path fetched(HuggingFaceName name, HuggingFaceClient client) throws IOException {
        JsonNode model = new ObjectMapper()
                .readTree(client.text(
                        name, client.address("api/models/" + name.id() + "/revision/" + encoded(name.revision()))));
        String commit = model.path("sha").asText();
        List<String> published = new ArrayList<>();
        model.path("siblings")
                .forEach(file -> published.add(file.path("rfilename").asText()));
        List<String> needed = name.needed(published);
        if (!commit.matches("[0-9a-f]{40}") || needed.isEmpty()) {
            throw new BadInputException(name.id()
                    + name.file()
                            .map(file -> " has no file " + file + "; it has " + published + ".")
                            .orElse(" has no safetensors and no PyTorch weights; of GGUF files name one "
                                    + "(hf:owner/name/file.gguf): "
                                    + published + "."));
        }
        Path directory = settings.cache().resolve(name.directory());
        Path snapshot = Files.createDirectories(directory.resolve("snapshots").resolve(commit));
        List<HuggingFaceClient.RemoteFile> missingFiles = new ArrayList<>();
        for (String file : needed) {
            if (!Files.exists(snapshot.resolve(file))) {
                missingFiles.add(
                        client.head(name, file, client.address(name.id() + "/resolve/" + commit + "/" + file)));
            }
        }
        if (!missingFiles.isEmpty()) {
            new HuggingFaceDownload(name, client, directory, progress, pause).run(missingFiles, snapshot);
        }
        if (!name.isCommit()) { // last, so that a branch refers only to complete commits
            Path ref = directory.resolve("refs").resolve(name.revision());
            Files.createDirectories(ref.getParent());
            Files.writeString(ref, commit);
        }
        return name.file().map(snapshot::resolve).orElse(snapshot);
    }

    private static String encoded(String revision) {
        return revision.replace("/", "%2F");
    }
}
