package io.github.hidbpf4j.bpf.asm;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.asm.Disassembler.Form;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The cases of testdata/isa: their text is their bytes, and they cover the instruction set. */
class IsaCasesTest {
  private record Case(String name, String group, List<String> asm, List<Instruction> raw) {}

  private static List<Case> cases() {
    Path root = Path.of(System.getProperty("hidbpf4j.root"), "testdata", "isa");
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(f -> f.toString().endsWith(".case"))
          .sorted()
          .map(IsaCasesTest::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Case read(Path file) {
    var sections = new TreeMap<String, List<String>>();
    String section = "";
    try {
      for (String line : Files.readAllLines(file)) {
        if (line.startsWith("-- ")) {
          section = line.substring(3);
          sections.putIfAbsent(section, new ArrayList<>());
        } else if (!line.isBlank() && !line.startsWith("#")) {
          sections.computeIfAbsent(section, _ -> new ArrayList<>()).add(line);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<Instruction> raw =
        sections.getOrDefault("raw", List.of()).stream().map(DisassemblerTest::slot).toList();
    String group = file.getName(file.getNameCount() - 2).toString();
    return new Case(
        group + "/" + file.getFileName(), group, sections.getOrDefault("asm", List.of()), raw);
  }

  @Test
  void textAndBytesOfEveryCaseAgree() {
    List<Case> cases = cases();
    assertThat(cases).hasSizeGreaterThan(350);
    Disassembler disassembler = new Disassembler(Form.ASSEMBLY);
    for (Case c : cases) {
      assertThat(new Assembler().assemble(String.join("\n", c.asm())))
          .as(c.name())
          .isEqualTo(c.raw());
      assertThat(disassembler.lines(c.raw())).as(c.name()).isEqualTo(c.asm());
    }
  }

  @Test
  void everyInstructionOfItsGroupIsInACaseOfTheGroup() {
    Set<String> wanted = new TreeSet<>();
    for (int opcode = 0; opcode < 256; opcode++) {
      for (int src : new int[] {0, 1}) {
        for (int offset : new int[] {0, 1, 8, 16, 32}) {
          for (int imm :
              new int[] {
                0, 1, 16, 32, 64, 0x40, 0x41, 0x50, 0x51, 0xa0, 0xa1, 0xe1, 0xf1, 0x100, 0x110
              }) {
            Instruction i = new Instruction(opcode, 0, src, (short) offset, imm);
            Instruction second = new Instruction(0, 0, 0, (short) 0, 0);
            ConformanceGroup.of(i, second)
                .filter(group -> isRunnable(i))
                .ifPresent(group -> wanted.add(variant(i, group)));
          }
        }
      }
    }
    assertThat(wanted).hasSizeGreaterThan(150);
    Set<String> found = new TreeSet<>();
    for (Case c : cases()) {
      for (int slot = 0; slot < c.raw().size(); slot += Encoding.slots(c.raw(), slot)) {
        Instruction i = c.raw().get(slot);
        Instruction second = slot + 1 < c.raw().size() ? c.raw().get(slot + 1) : null;
        ConformanceGroup group = ConformanceGroup.of(i, second).orElseThrow();
        if (group.name().toLowerCase(Locale.ROOT).equals(c.group())) {
          found.add(variant(i, group));
        }
      }
    }
    assertThat(found).isEqualTo(wanted);
  }

  /** Not without a kernel: helpers, kernel functions, maps, arenas. */
  private static boolean isRunnable(Instruction i) {
    return switch (i.opcode()) {
      case Opcode.JMP | Opcode.CALL -> i.src() == Opcode.PSEUDO_CALL;
      case Opcode.LD_IMM64 -> i.src() == 0;
      case Opcode.JMP | Opcode.JA | Opcode.X -> false;
      default -> !(i.opcode() == 0xbf && i.offset() == Opcode.ADDR_SPACE_CAST);
    };
  }

  /** The fields that tell one instruction from another; operands are left out. */
  private static String variant(Instruction i, ConformanceGroup group) {
    int code = i.opcode();
    boolean atomic = i.instructionClass() == Opcode.STX && Opcode.mode(code) == Opcode.ATOMIC;
    boolean swap = Opcode.isArithmetic(code) && Opcode.operation(code) == Opcode.END;
    boolean offsetSelects = Opcode.isArithmetic(code);
    return "%s %02x%s%s"
        .formatted(
            group,
            code,
            offsetSelects ? " offset " + i.offset() : "",
            atomic || swap ? " imm " + i.imm() : "");
  }
}
