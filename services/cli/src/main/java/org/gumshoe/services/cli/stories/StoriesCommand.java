// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.stories;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.gumshoe.VisibleText;
import org.gumshoe.pipeline.StoryArm;
import org.gumshoe.schemas.StoryRequest;
import org.gumshoe.schemas.StoryToken;
import org.gumshoe.services.cli.client.GumshoeClient;
import org.gumshoe.services.cli.options.ConceptOptions;
import org.gumshoe.services.cli.options.SystemOptions;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.TopicTable;
import org.gumshoe.services.common.kafka.Topics;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Command {@code gumshoe stories}: requests stories and prints them. */
@Command(
        name = "stories",
        description = "Prints the stories of a running system; with --follow also those to come. With --prompt, "
                + "requests a story first. With --follow --concept, requests stories from the same "
                + "openings for each new version of the concept's vector.",
        mixinStandardHelpOptions = true)
public final class StoriesCommand implements Callable<Integer> {
    @Option(names = "--follow", description = "keep printing new stories until Ctrl-C")
    boolean follow;

    @Option(names = "--prompt", paramLabel = "TEXT", description = "opening of a story to request")
    String prompt;

    @Option(
            names = "--concept",
            paramLabel = "NAME",
            description = "concept whose vector steers (default: detective); with --follow, concept whose "
                    + "versions are followed")
    String concept;

    @Option(
            names = "--openings",
            paramLabel = "N",
            defaultValue = "2",
            description = "with --follow --concept: number of openings for each version (default: ${DEFAULT-VALUE})")
    int openings;

    @Option(
            names = "--arm",
            paramLabel = "ARM",
            split = ",",
            defaultValue = "best",
            description =
                    "best (each block of the story is chosen among four that the best vector steers more and "
                            + "more, by the concept's probe: four times the tokens), steered (written once with the best "
                            + "vector there is), unsteered, prompt (asks for the genre in words), random (random directions), "
                            + "or a kind of vector: native, translated, shuffled, refined, class-contrast, seed-words, imported (default: ${DEFAULT-VALUE})")
    List<String> arms;

    @Option(
            names = "--strength",
            paramLabel = "C",
            description = "strength of the vector at each layer, in typical norms (default: the vector's own)")
    Double strength;

    @Option(names = "--layers", paramLabel = "K", split = ",", description = "steer only these layers of the vector")
    List<Integer> layers = List.of();

    @Option(
            names = "--version-of-vector",
            paramLabel = "N",
            description = "refuse the request unless this version of the vector is in force")
    Long version;

    @Option(
            names = "--tokens",
            paramLabel = "N",
            defaultValue = "120",
            description = "length of each story in tokens (default: ${DEFAULT-VALUE})")
    int tokens;

    @Option(
            names = "--min-tokens",
            paramLabel = "N",
            defaultValue = "0",
            description = "tokens before which a story does not end; 0: the model ends it where it likes (default: "
                    + "${DEFAULT-VALUE})")
    int minTokens;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "random seed of the sampler (default: ${DEFAULT-VALUE})")
    long seed;

    @Mixin
    SystemOptions system;

    private final Map<String, StringBuilder> stories = new HashMap<>();
    private volatile boolean refused;

    @Override
    public Integer call() throws InterruptedException {
        arms.forEach(StoryArm::of);
        Settings settings = system.ready();
        if (follow && concept != null && prompt == null) {
            new StoryFollower(
                            new StoryFollower.FollowOptions(concept, openings, tokens, seed, strength),
                            new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                    .follow(settings);
            return 0;
        }
        List<StoryRequest> requests =
                prompt == null ? List.of() : arms.stream().map(this::request).toList();
        CountDownLatch pending = new CountDownLatch(requests.size());
        try (GumshoeClient client = new GumshoeClient(settings);
                TopicTable<StoryToken> table = new TopicTable<>(settings, Topics.STORIES, (key, token) -> {
                    boolean own = requests.stream()
                            .anyMatch(request -> request.getStory().equals(key));
                    boolean ended = token != null && (own || prompt == null || follow) && appendAndPrint(token);
                    if (ended && own) {
                        refused |= !token.getError().isEmpty();
                        pending.countDown();
                    }
                })) {
            client.requestStories(requests);
            table.requireCaughtUp();
            pending.await();
            if (follow) {
                new CountDownLatch(1).await();
            }
        }
        return refused ? 1 : 0;
    }

    private StoryRequest request(String arm) {
        return StoryRequest.newBuilder()
                .setStory(UUID.randomUUID().toString())
                .setConcept(concept == null ? ConceptOptions.DETECTIVE : concept)
                .setPrompt(prompt)
                .setArm(arm)
                .setSeed(seed)
                .setTokens(tokens)
                .setMinTokens(minTokens)
                .setStrength(strength)
                .setLayers(layers)
                .setVersion(version)
                .build();
    }

    /**
     * Appends a token to its story, and prints the story when it has ended.
     *
     * @return whether the story has ended
     */
    private synchronized boolean appendAndPrint(StoryToken token) {
        StringBuilder text = stories.computeIfAbsent(token.getStory(), id -> new StringBuilder());
        if (token.getIndex() == 0) {
            text.setLength(0);
            text.append(token.getPrompt());
            if (!token.getNote().isEmpty()) {
                System.err.println("gumshoe: " + VisibleText.line(token.getNote()));
            }
        }
        text.append(token.getText());
        if (!token.getLast()) {
            return false;
        }
        System.out.printf(
                "%n── %s, %s, seed %d ──%n",
                VisibleText.line(token.getConcept()), VisibleText.line(token.getArm()), token.getSeed());
        System.out.println(
                VisibleText.lines(token.getError().isEmpty() ? text.toString().strip() : token.getError()));
        stories.remove(token.getStory());
        return true;
    }
}
