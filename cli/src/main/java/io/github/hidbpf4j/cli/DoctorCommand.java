package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.live.doctor.Check;
import io.github.hidbpf4j.live.doctor.Diagnosis;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hidbpf doctor}. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = {
      "Says whether fixes can be used on the devices of this machine, what prevents it, and what "
          + "to do: kernel configuration, nodes and rights, devices, who has them open, "
          + "installed fixes, the daemon.",
      "Changes nothing. Run it as the user of the devices, and with sudo to see everything.",
      "Exits with 0 if the bridge or HID-BPF in the kernel would work, with 1 otherwise.",
    })
final class DoctorCommand implements Callable<Integer> {
  LiveHost machine = LiveHost.here();

  @Spec CommandSpec spec;

  @Option(names = "--json", description = "Print one JSON object per line.")
  boolean json;

  @Mixin FolderOption folder = new FolderOption();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    LiveHost here = machine.with(folder.folders);
    Diagnosis found =
        Diagnosis.of(
            here.files(), here.devices().all(), here.folders(), here.trust(), here.kernelSupport());
    if (json) {
      json(out, found);
    } else {
      text(out, found);
    }
    out.flush();
    return found.isAnythingPossible() ? Errors.FINE : Errors.REJECTED;
  }

  private static void text(PrintWriter out, Diagnosis found) {
    for (Check check : found.checks()) {
      String word =
          switch (check.state()) {
            case FINE -> Ink.GOOD.on("fine");
            case NOTE -> "note";
            case BAD -> Ink.BAD.on("BAD ");
          };
      out.println("%s  %-8s  %s".formatted(word, check.subject(), Hex.printable(check.text())));
      if (!check.remedy().isEmpty()) {
        out.println("                to do: %s".formatted(Hex.printable(check.remedy())));
      }
    }
    out.println();
    out.println("bridge        " + (found.bridge() ? "would work" : "would not work"));
    out.println(
        "kernel        "
            + (found.kernel()
                ? "would work"
                : "would not work: " + Hex.printable(found.kernelReason())));
    out.println(
        "mode          "
            + switch (found.mode()) {
              case "kernel" -> "kernel: attach and daemon let it run programs (--mode auto)";
              case "bridge" -> "bridge: attach and daemon use it (--mode auto)";
              default -> "none: fixes cannot be used here";
            });
  }

  private static void json(PrintWriter out, Diagnosis found) {
    JsonLines lines = JsonLines.begin(out, JsonFormat.DOCTOR);
    for (Check check : found.checks()) {
      lines.object(
          "check",
          o -> {
            o.writeStringField("subject", check.subject());
            o.writeStringField("state", check.state().name().toLowerCase(Locale.ROOT));
            o.writeStringField("text", check.text());
            if (!check.remedy().isEmpty()) {
              o.writeStringField("remedy", check.remedy());
            }
          });
    }
    lines.object(
        "verdict",
        o -> {
          o.writeBooleanField("bridge", found.bridge());
          o.writeBooleanField("kernel", found.kernel());
          if (!found.kernel()) {
            o.writeStringField("kernel_reason", found.kernelReason());
          }
          o.writeStringField("mode", found.mode());
        });
  }
}
