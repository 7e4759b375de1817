package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfWriter;
import io.github.hidbpf4j.bpf.btf.header.CHeaderPrinter;
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

  @Option(
      names = "--kernel-btf",
      paramLabel = "FILE",
      description =
          "Print the types of this BTF (raw, or an ELF file's .BTF), such as "
              + "/sys/kernel/btf/vmlinux, instead of a profile's. Further ones are the BTF of "
              + "modules of that kernel.")
  List<Path> kernelBtf = List.of();

  @Override
  public Integer call() throws IOException {
    Btf types =
        kernelBtf.isEmpty()
            ? KernelTypes.forProfile(KernelOptions.named(kernel).name()).btf()
            : KernelOptions.read(kernelBtf);
    if (raw != null) {
      byte[] bytes = BtfWriter.write(types);
      try (OutputFiles outputs = new OutputFiles(kernelBtf, spec.commandLine().getOut())) {
        try (OutputStream to = outputs.stream(raw)) {
          to.write(bytes);
        }
        outputs.commit();
      }
      return Errors.FINE;
    }
    PrintWriter out = spec.commandLine().getOut();
    out.print(
        kernelBtf.isEmpty()
            ? KernelTypes.forProfile(KernelOptions.named(kernel).name()).vmlinuxHeader()
            : CHeaderPrinter.print(types));
    out.flush();
    return Errors.FINE;
  }
}
