package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.bpf.btf.BtfWriter;
import io.github.hidbpf4j.cli.file.OutputFiles;
import io.github.hidbpf4j.kernel.types.KernelTypes;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hidbpf btf}. */
@Command(
    name = "btf",
    mixinStandardHelpOptions = true,
    description = {
      "Prints the vmlinux.h of a kernel profile: the types that HID-BPF programs are compiled with, and that their CO-RE relocations resolve against.",
      "With --raw, writes them as BTF.",
    })
final class BtfCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Option(
      names = "--kernel",
      paramLabel = "PROFILE",
      defaultValue = "6.12",
      description = "API profile. Default: ${DEFAULT-VALUE}.")
  String kernel;

  @Option(
      names = "--raw",
      paramLabel = "FILE",
      description = "Write BTF (little-endian) to this file instead.")
  @Nullable Path raw;

  @Override
  public Integer call() throws IOException {
    KernelTypes types = KernelTypes.forProfile(KernelOptions.named(kernel).name());
    if (raw != null) {
      byte[] bytes = BtfWriter.write(types.btf());
      try (OutputFiles outputs = new OutputFiles(List.of(), spec.commandLine().getOut())) {
        try (OutputStream to = outputs.stream(raw)) {
          to.write(bytes);
        }
        outputs.commit();
      }
      return Errors.FINE;
    }
    PrintWriter out = spec.commandLine().getOut();
    out.print(types.vmlinuxHeader());
    out.flush();
    return Errors.FINE;
  }
}
