// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.options;

import org.gumshoe.BadInputException;
import org.gumshoe.lm.LanguageModel;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Command-line option that selects the device of the language models of this process. */
public final class DeviceOption {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            description =
                    "device of the language models: cpu, cuda or cuda:N (default: cuda if there is one, " + "else cpu)")
    private void device(String device) {
        try {
            LanguageModel.useDevice(device);
        } catch (BadInputException e) {
            throw new ParameterException(command.commandLine(), e.getMessage(), e);
        }
    }
}
