package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.live.daemon.ControlClient;
import io.github.hidbpf4j.live.daemon.ControlException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hidbpf status}. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Shows which devices the daemon looks after, and how they fare.")
final class StatusCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Option(names = "--json", description = "JSON Lines: docs/schema/status.schema.json.")
  boolean json;

  @Mixin RunFolderOption run = new RunFolderOption();

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    String answer = ControlClient.ask(run.folder(), "status");
    String error = StatusReply.error(answer);
    if (!error.isEmpty()) {
      throw new ControlException(error);
    }
    if (json) {
      out.println(answer);
      return Errors.FINE;
    }
    List<StatusReply> devices = StatusReply.parse(answer);
    if (devices.isEmpty()) {
      out.println("no device with a hidraw node");
    }
    devices.forEach(device -> device.print(out));
    return Errors.FINE;
  }
}
