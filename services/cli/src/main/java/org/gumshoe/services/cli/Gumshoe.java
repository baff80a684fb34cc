// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Set;
import org.gumshoe.BadInputException;
import org.gumshoe.Version;
import org.gumshoe.VisibleText;
import org.gumshoe.services.cli.activations.ActivationsCommand;
import org.gumshoe.services.cli.books.BooksCommand;
import org.gumshoe.services.cli.demo.DemoCommand;
import org.gumshoe.services.cli.experiment.ExperimentCommand;
import org.gumshoe.services.cli.lda.LdaCommand;
import org.gumshoe.services.cli.model.ModelCommand;
import org.gumshoe.services.cli.model.ModelsCommand;
import org.gumshoe.services.cli.reset.ResetCommand;
import org.gumshoe.services.cli.state.RekeyCommand;
import org.gumshoe.services.cli.state.ReplayCommand;
import org.gumshoe.services.cli.state.StateCommand;
import org.gumshoe.services.cli.stories.StoriesCommand;
import org.gumshoe.services.cli.system.AclsCommand;
import org.gumshoe.services.cli.system.BrokerCommand;
import org.gumshoe.services.cli.system.DeadLettersCommand;
import org.gumshoe.services.cli.system.IngestCommand;
import org.gumshoe.services.cli.system.MetricsCommand;
import org.gumshoe.services.cli.system.OpenCommand;
import org.gumshoe.services.cli.system.ServeCommand;
import org.gumshoe.services.cli.system.UpCommand;
import org.gumshoe.services.cli.terminal.Terminal;
import org.gumshoe.services.cli.topics.LiveTopicsCommand;
import org.gumshoe.services.cli.vectors.VectorsCommand;
import org.gumshoe.services.common.config.BadSettingsException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * Entry point of the command line, {@code gumshoe COMMAND}. An error that the user can mend is
 * reported in one sentence with exit code 1; a wrong option has exit code 2.
 */
@Command(
        name = "gumshoe",
        mixinStandardHelpOptions = true,
        version = "gumshoe " + Version.NUMBER,
        description = "Weak-to-strong steering of language models on Kafka Streams: a topic model gives a noisy "
                + "signal for a concept, a language model learns the concept from it, and its vector steers "
                + "stories.")
public final class Gumshoe {
    private static final List<Class<?>> COMMANDS = List.of(
            DemoCommand.class,
            UpCommand.class,
            OpenCommand.class,
            BrokerCommand.class,
            ServeCommand.class,
            IngestCommand.class,
            BooksCommand.class,
            StoriesCommand.class,
            ModelCommand.class,
            ModelsCommand.class,
            LdaCommand.class,
            LiveTopicsCommand.class,
            VectorsCommand.class,
            MetricsCommand.class,
            DeadLettersCommand.class,
            ActivationsCommand.class,
            StateCommand.class,
            ReplayCommand.class,
            RekeyCommand.class,
            ResetCommand.class,
            AclsCommand.class,
            ExperimentCommand.class);
    private static final Set<String> VERSION_OPTIONS = Set.of("--version", "-V");
    private static final int SENTENCE_CHARACTERS = 1500;

    private Gumshoe() {}

    public static void main(String[] arguments) {
        Terminal.guard();
        String command = arguments.length > 0 ? arguments[0] : "";
        // read by log4j2.xml: services log what they do; in other commands only warnings are shown
        if (Set.of("up", "broker", "serve").contains(command)) {
            System.setProperty("gumshoe.log", "INFO");
        }
        // two language models run at once; if each used all processors, both would be slower
        if (Set.of("up", "serve", "demo", "experiment").contains(command)
                && System.getProperty("gumshoe.threads") == null) {
            int processors = Runtime.getRuntime().availableProcessors();
            System.setProperty("gumshoe.threads", Integer.toString(Math.max(1, processors / 2)));
            // inference passes do not wait for each other
            System.setProperty("gumshoe.passes", Integer.toString(processors));
        }
        System.exit(commandLine(arguments).execute(arguments));
    }

    /**
     * Returns the command line for given arguments. If they begin with a command, it has no other one: to load
     * all of them takes longer than most commands do. Without arguments it has all.
     */
    public static CommandLine commandLine(String... arguments) {
        CommandLine gumshoe = new CommandLine(new Gumshoe());
        commandsFor(arguments).forEach(gumshoe::addSubcommand);
        gumshoe.setCaseInsensitiveEnumValuesAllowed(true);
        // a file named @x is a file; picocli would take its content for options
        gumshoe.setExpandAtFiles(false);
        gumshoe.registerConverter(Double.class, Gumshoe::finite);
        gumshoe.registerConverter(Double.TYPE, Gumshoe::finite);
        // the terminal shows its escape sequences instead of obeying them
        gumshoe.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        gumshoe.setParameterExceptionHandler((failure, words) -> {
            CommandLine command = failure.getCommandLine();
            command.getErr().println(VisibleText.line(failure.getMessage()));
            if (!CommandLine.UnmatchedArgumentException.printSuggestions(failure, command.getErr())) {
                command.usage(command.getErr());
            }
            return CommandLine.ExitCode.USAGE;
        });
        return gumshoe.setExecutionExceptionHandler((failure, command, parsed) -> {
                    if (failure instanceof BadInputException || failure instanceof BadSettingsException) {
                        command.getErr().println("gumshoe: " + sentence(failure));
                    } else {
                        command.getErr()
                                .println("gumshoe: unexpected " + VisibleText.line(failure.toString())
                                        + "; this is a bug, please report it with this stack trace:");
                        StringWriter trace = new StringWriter();
                        failure.printStackTrace(new PrintWriter(trace));
                        command.getErr().println(VisibleText.lines(trace.toString()));
                    }
                    return CommandLine.ExitCode.SOFTWARE;
                })
                .setExecutionStrategy(Gumshoe::run);
    }

    private static List<Class<?>> commandsFor(String... words) {
        if (words.length == 1 && VERSION_OPTIONS.contains(words[0])) {
            return List.of();
        }
        return COMMANDS.stream()
                .filter(command -> words.length > 0
                        && command.getAnnotation(Command.class).name().equals(words[0]))
                .findFirst()
                .<List<Class<?>>>map(List::of)
                .orElse(COMMANDS);
    }

    private static String sentence(Exception failure) {
        return VisibleText.line(VisibleText.cut(failure.getMessage(), SENTENCE_CHARACTERS));
    }

    private static double finite(String text) {
        double number = Double.parseDouble(text);
        if (!Double.isFinite(number)) {
            throw new CommandLine.TypeConversionException("'" + text + "' is no finite number");
        }
        return number;
    }

    /** Runs a command; picocli hands exceptions to its handler, but no errors. */
    private static int run(CommandLine.ParseResult parsed) {
        try {
            return new CommandLine.RunLast().execute(parsed);
        } catch (OutOfMemoryError e) {
            return failed(
                    parsed,
                    "there is not enough memory (%s); give the VM more (GUMSHOE_HEAP=6g), or a smaller file"
                            .formatted(e.getMessage()));
        } catch (StackOverflowError e) {
            return failed(parsed, "what was given is nested too deep; check that the files are what they should be");
        } catch (LinkageError e) {
            return failed(parsed, "a library cannot be loaded (%s); check the installation".formatted(e.getMessage()));
        }
    }

    private static int failed(CommandLine.ParseResult parsed, String why) {
        parsed.commandSpec().commandLine().getErr().println("gumshoe: " + VisibleText.line(why) + ".");
        return CommandLine.ExitCode.SOFTWARE;
    }
}
