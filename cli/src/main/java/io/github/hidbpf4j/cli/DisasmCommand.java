package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.asm.Disassembler;
import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.object.LinkedObject;
import io.github.hidbpf4j.bpf.program.LineInfo;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.program.Subprogram;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.text.ProgramNames;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hidbpf disasm}. */
@Command(
    name = "disasm",
    mixinStandardHelpOptions = true,
    description = {
      "Prints the instructions of an object's programs in the kernel's text form, with source lines,",
      "as they would be passed to the verifier: subprograms linked in, relocations applied.",
    })
final class DisasmCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Parameters(paramLabel = "OBJECT", description = "HID-BPF object (.bpf.o).")
  Path file;

  @Option(names = "--program", paramLabel = "NAME", description = "Only this program.")
  @Nullable String only;

  @Option(names = "--no-source", description = "Leave out source lines.")
  boolean noSource;

  @Mixin KernelOptions kernel = new KernelOptions();

  @Override
  public Integer call() throws IOException {
    BpfObject object = InputFiles.object(file);
    ApiProfile profile = kernel.profile(List.of(object));
    LinkedObject linked = object.link(kernel.types(profile));
    PrintWriter out = spec.commandLine().getOut();
    boolean found = false;
    for (LinkedProgram p : linked.programs()) {
      if (only == null || only.equals(p.name())) {
        found = true;
        print(out, p);
      }
    }
    for (Map.Entry<String, ? extends BpfException> failure : linked.failures().entrySet()) {
      if (only == null || only.equals(failure.getKey())) {
        out.flush();
        throw failure.getValue();
      }
    }
    if (!found) {
      throw new Errors.UsageException(
          "--program %s: %s has no program of this name".formatted(only, file));
    }
    out.flush();
    return Errors.FINE;
  }

  private void print(PrintWriter out, LinkedProgram program) {
    line(
        out,
        String.format(
            "%s: section %s, %d instructions",
            program.name(), program.section(), program.instructions().size()));
    Disassembler disassembler =
        new Disassembler(Disassembler.Form.KERNEL, new ProgramNames(program));
    List<Instruction> slots = program.instructions();
    int nextFunction = 0;
    for (int slot = 0; slot < slots.size(); slot++) {
      if (nextFunction < program.subprograms().size()
          && program.subprograms().get(nextFunction).start() == slot) {
        Subprogram s = program.subprograms().get(nextFunction++);
        line(out, String.format("%s%s:", s.name(), s.global() ? "" : " (static)"));
      }
      LineInfo line = program.lineAt(slot);
      if (!noSource && line != null && line.slot() == slot) {
        line(
            out,
            String.format("; %s @ %s:%d", line.text().strip(), fileName(line.file()), line.line()));
      }
      line(out, String.format("%4d: %s", slot, disassembler.text(slots, slot)));
      if (slots.get(slot).opcode() == 0x18) {
        slot++;
      }
    }
    out.println();
  }

  private static void line(PrintWriter out, String text) {
    out.println(Hex.printable(text));
  }

  private static String fileName(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
