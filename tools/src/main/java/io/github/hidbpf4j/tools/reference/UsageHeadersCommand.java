package io.github.hidbpf4j.tools.reference;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code scripts/usage-headers}. */
@Command(
    name = "usage-headers",
    mixinStandardHelpOptions = true,
    description = "Prints a header made from the usage tables: hid_usages.h, hid_usage_items.h.")
public final class UsageHeadersCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Parameters(paramLabel = "HEADER", description = "Name of the header.")
  String header;

  @Override
  public Integer call() {
    String text = UsageHeaders.all().get(header);
    if (text == null) {
      throw new ParameterException(
          spec.commandLine(),
          "no header '%s'; there are %s, %s"
              .formatted(header, UsageHeaders.NUMBERS, UsageHeaders.ITEMS));
    }
    spec.commandLine().getOut().print(text);
    spec.commandLine().getOut().flush();
    return 0;
  }
}
