package io.github.hidbpf4j.tools.reference;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code scripts/api-reference}. */
@Command(
    name = "api-reference",
    mixinStandardHelpOptions = true,
    description = "Prints the reference of the API of programs: docs/hid-bpf.md.")
public final class ApiReferenceCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().getOut().print(ApiReference.markdown());
    spec.commandLine().getOut().flush();
    return 0;
  }
}
