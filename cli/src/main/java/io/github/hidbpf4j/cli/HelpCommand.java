package io.github.hidbpf4j.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hidbpf help}. */
@Command(
    name = "help",
    mixinStandardHelpOptions = true,
    description = "Shows a verb and its options; without a verb, lists all verbs.")
final class HelpCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Parameters(paramLabel = "VERB", arity = "0..1", description = "One of hidbpf's verbs.")
  @Nullable String verb;

  @Override
  public Integer call() {
    CommandLine all = HidbpfCommand.VERBS.commandLine();
    CommandLine asked = verb == null ? all : all.getSubcommands().get(verb);
    if (asked == null) {
      throw new Errors.UsageException(Suggestions.noVerb(String.valueOf(verb), all));
    }
    asked.usage(spec.commandLine().getOut());
    return Errors.FINE;
  }
}
