package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.live.daemon.ControlClient;
import io.github.hidbpf4j.live.daemon.ControlException;
import io.github.hidbpf4j.live.daemon.StatusJson;
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
    description = {
      "Shows the devices that the daemon manages and their state, and what is attached in the "
          + "kernel, by whomever: udev-hid-bpf included.",
      "Only root sees what is in the kernel.",
    })
final class StatusCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Option(names = "--json", description = "JSON Lines: docs/schema/status.schema.json.")
  boolean json;

  @Mixin RunFolderOption run = new RunFolderOption();

  /** The machine to report on. */
  LiveHost machine = LiveHost.here();

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    List<KernelStatus> kernel = KernelStatus.of(machine);
    boolean daemon = ControlClient.isThere(run.folder());
    if (daemon || kernel.isEmpty()) {
      String answer = ControlClient.ask(run.folder(), "status");
      String error = StatusReply.error(answer);
      if (!error.isEmpty()) {
        throw new ControlException(error);
      }
      show(out, answer);
    } else if (!json) {
      out.println("the daemon is not running");
    } else {
      out.println(StatusJson.lines(List.of()).strip());
    }
    kernel.forEach(each -> out.println(json ? each.json() : Hex.printable(each.text())));
    out.flush();
    return Errors.FINE;
  }

  private void show(PrintWriter out, String answer) throws IOException {
    if (json) {
      out.println(answer);
      return;
    }
    List<StatusReply> devices = StatusReply.parse(answer);
    if (devices.isEmpty()) {
      out.println("no device with a hidraw node");
    }
    devices.forEach(device -> device.print(out));
  }
}
