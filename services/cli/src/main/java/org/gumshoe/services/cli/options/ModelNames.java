// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.options;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Command-line options that name the weak and the strong language model. */
public final class ModelNames {
    @Option(
            names = "--weak",
            paramLabel = "NAME|PATH",
            defaultValue = "smollm2",
            description = "weak model: a published name, hf:owner/name, a GGUF file or a HuggingFace directory "
                    + "(default: ${DEFAULT-VALUE})")
    public String weak;

    @Option(
            names = "--strong",
            paramLabel = "NAME|PATH",
            defaultValue = "gemma3-270m",
            description = "strong model, in the same forms (default: ${DEFAULT-VALUE})")
    public String strong;

    @Mixin
    DeviceOption device;
}
