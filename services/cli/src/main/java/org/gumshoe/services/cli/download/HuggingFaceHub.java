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

/**
 * Models of a hub, in the cache that all programs of the hub share: {@code models--owner--name}
 * with the files by their hashes in {@code blobs}, the names of a commit's files as links in
 * {@code snapshots/COMMIT}, and a branch's commit in {@code refs} (huggingface_hub, "Understand
 * caching").
 */
final class HuggingFaceHub {
    private final HubSettings settings;
    private final ProgressBar progress;
    private final Duration pause;

    /** @param pause before a broken connection is tried again, times the number of tries */
    HuggingFaceHub(HubSettings settings, ProgressBar progress, Duration pause) {
        this.settings = settings;
        this.progress = progress;
        this.pause = pause;
    }

    /**
     * The model's directory, or the file that was named, after what lacked was fetched.
     *
     * @throws BadInputException when there is no such model, it is not given out, or the hub is not
     *     reached and the cache does not hold it
     */
    Path model(HubName name) {
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
            return fetched(name, new HubClient(settings.endpoint().get(), settings.token()));
        } catch (IOException e) {
            return cached(name)
                    .orElseThrow(() -> new BadInputException(
                            "%s could not be fetched from %s (%s); start again to resume where it stopped."
                                    .formatted(name.id(), settings.endpoint().get(), reason(e)),
                            e));
        }
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private BadInputException missing(HubName name, String because, String remedy) {
        return new BadInputException("%s is not in the cache %s, and %s; %s, or give a local path."
                .formatted(name.id(), settings.cache(), because, remedy));
    }

    private Optional<Path> cached(HubName name) {
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

    private Path fetched(HubName name, HubClient client) throws IOException {
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
                            .orElse(
                                    " has no safetensors and no PyTorch weights; of GGUF files name one (hf:owner/name/file.gguf): "
                                            + published + "."));
        }
        Path directory = settings.cache().resolve(name.directory());
        Path snapshot = Files.createDirectories(directory.resolve("snapshots").resolve(commit));
        List<HubClient.Published> lacking = new ArrayList<>();
        for (String file : needed) {
            if (!Files.exists(snapshot.resolve(file))) {
                lacking.add(
                        client.published(name, file, client.address(name.id() + "/resolve/" + commit + "/" + file)));
            }
        }
        if (!lacking.isEmpty()) {
            new HubDownload(name, client, directory, progress, pause).run(lacking, snapshot);
        }
        if (!name.isCommit()) { // last: who finds it finds all of the commit
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
