package io.github.hidbpf4j.tools.live;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.KernelBtf;
import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.object.LinkedObject;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.guest.channel.GuestCommand;
import io.github.hidbpf4j.guest.channel.GuestTask;
import io.github.hidbpf4j.linux.libbpf.KernelMap;
import io.github.hidbpf4j.linux.libbpf.KernelObject;
import io.github.hidbpf4j.linux.libbpf.KernelProgram;
import io.github.hidbpf4j.linux.libbpf.Libbpf;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code kernel-instructions OBJECT…}: checks that the instructions that libbpf passes to the
 * kernel, with all relocations applied, are those of our linker for the same kernel's types.
 * Prints, for each object that loads, {@code i OBJECT PROGRAM SLOTS}, and {@code x OBJECT PROGRAM
 * …} where they differ.
 */
final class KernelInstructionsCommand implements GuestCommand {
  private static final int LD_IMM64 = 0x18;
  private static final int MAP_FD = 1;
  private static final int MAP_VALUE = 2;
  private static final Path TYPES = Path.of("/sys/kernel/btf/vmlinux");

  @Override
  public int run(GuestTask task) throws IOException {
    Btf types =
        KernelBtf.read(List.of(new KernelBtf.Source(TYPES.toString(), Files.readAllBytes(TYPES))));
    Libbpf libbpf = Libbpf.open();
    for (String name : task.arguments()) {
      BpfObject object = BpfObject.open(name, task.file(name));
      try (KernelObject loaded = libbpf.open(object.bytes(), "object")) {
        if (loaded.load().isLoaded()) {
          LinkedObject linked = object.link(types);
          for (KernelProgram program : loaded.programs()) {
            if (program.isLoaded()) {
              task.print(compare(name, linked.program(program.name()), loaded, program));
            }
          }
        }
      }
    }
    return 0;
  }

  private static String compare(
      String object, LinkedProgram ours, KernelObject loaded, KernelProgram program) {
    List<String> mine =
        texts(
            ours.instructions(),
            index ->
                index < ours.maps().size() ? section(ours.maps().get(index).name()) : "no map");
    List<Instruction> given = new ArrayList<>();
    ByteBuffer bytes = ByteBuffer.wrap(program.instructions()).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      given.add(Instruction.decode(bytes.getLong()));
    }
    List<String> theirs =
        texts(
            given,
            file ->
                loaded.maps().stream()
                    .filter(map -> map.file() == file)
                    .map(KernelMap::name)
                    .map(KernelInstructionsCommand::section)
                    .findFirst()
                    .orElse("no map"));
    String what = "%s %s".formatted(object, program.name());
    for (int i = 0; i < Math.max(mine.size(), theirs.size()); i++) {
      String own = i < mine.size() ? mine.get(i) : "nothing";
      String other = i < theirs.size() ? theirs.get(i) : "nothing";
      if (!own.equals(other)) {
        return "x %s slot %d: libbpf %s, hidbpf %s".formatted(what, i, other, own);
      }
    }
    return "i %s %d".formatted(what, mine.size());
  }

  /**
   * The section of a map: in the kernel, names of global data's maps are prefixed with the object's
   * name.
   */
  private static String section(String map) {
    int dot = map.indexOf('.');
    return dot < 0 ? map : map.substring(dot);
  }

  /** Finds the map that a number in an instruction stands for. */
  private interface Maps {
    String name(int number);
  }

  private static List<String> texts(List<Instruction> instructions, Maps maps) {
    List<String> texts = new ArrayList<>();
    for (Instruction i : instructions) {
      boolean refers = i.opcode() == LD_IMM64 && (i.src() == MAP_FD || i.src() == MAP_VALUE);
      texts.add(
          "%02x r%d r%d %d %s"
              .formatted(
                  i.opcode(),
                  i.dst(),
                  i.src(),
                  i.offset(),
                  refers ? maps.name(i.imm()) : Integer.toString(i.imm())));
    }
    return texts;
  }
}
