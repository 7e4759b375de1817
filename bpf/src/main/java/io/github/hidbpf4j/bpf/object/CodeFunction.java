package io.github.hidbpf4j.bpf.object;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.btf.BtfExt;
import io.github.hidbpf4j.bpf.btf.CoreRelocation;
import io.github.hidbpf4j.bpf.elf.ElfSection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A function of an executable section: an entry program, or a subprogram when it is in {@code
 * .text}. Slots of relocations, lines and CO-RE records count from its own start.
 */
final class CodeFunction {
  /** A CO-RE relocation of this function; {@code number} is its index in its section's list. */
  record Core(int slot, int number, CoreRelocation relocation) {}

  final String name;
  final ElfSection section;
  final int start;
  final int end;
  final boolean global;
  final boolean hidden;
  final TreeMap<Integer, Relocation> relocations = new TreeMap<>();
  final List<Core> coreRelocations = new ArrayList<>();
  final List<BtfExt.Line> lines = new ArrayList<>();
  int funcTypeId;

  /** The first error found in it; thrown when it is linked. */
  @Nullable LoadException problem;

  private final Instruction[] sectionCode;

  /** Slots {@code start} to {@code end} of a section's code. */
  CodeFunction(
      String name,
      ElfSection section,
      Instruction[] sectionCode,
      int start,
      int end,
      boolean global,
      boolean hidden) {
    this.name = name;
    this.section = section;
    this.sectionCode = sectionCode;
    this.start = start;
    this.end = end;
    this.global = global;
    this.hidden = hidden;
  }

  int slots() {
    return end - start;
  }

  Instruction at(int slot) {
    return sectionCode[start + slot];
  }

  /** A copy of its instructions as compiled. */
  Instruction[] code() {
    return Arrays.copyOfRange(sectionCode, start, end);
  }

  void fail(LoadException why) {
    if (problem == null) {
      problem = why;
    }
  }
}
